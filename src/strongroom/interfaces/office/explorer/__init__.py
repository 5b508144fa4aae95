"""Documents of a project: folders, tree, trash; and what is shared with a member."""
