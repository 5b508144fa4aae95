"""The addresses of a project's documents, of shared items and of what is done to folders."""

from django.urls import URLPattern, path

from strongroom.interfaces.office.explorer import changes, pages, shared_items, trash, tree

_PROJECT = "projects/<uuid:project_id>"
_LIBRARY = "libraries/<uuid:library_id>"
_TRASH = f"{_LIBRARY}/trash"

urlpatterns: list[URLPattern] = [
    path(_PROJECT, pages.project, name="project"),
    path(f"{_PROJECT}/documents", pages.root, name="project-documents"),
    path(f"{_PROJECT}/folders/<uuid:item_id>", pages.folder, name="project-folder"),
    path("shared", shared_items.items, name="shared"),
    path("shared/archive", shared_items.archive, name="shared-archive"),
    path("shared/folders/<uuid:item_id>", shared_items.folder, name="shared-folder"),
    path(f"{_LIBRARY}/tree", tree.library_tree, name="library-tree"),
    path(f"{_LIBRARY}/targets", tree.targets, name="library-targets"),
    path(f"{_LIBRARY}/folders", changes.new_folder, name="library-folders"),
    path(f"{_LIBRARY}/structure", changes.structure, name="library-structure"),
    path(f"{_LIBRARY}/move", changes.move, name="library-move"),
    path(f"{_LIBRARY}/copy", changes.copy, name="library-copy"),
    path(f"{_LIBRARY}/favourites", changes.favourites, name="library-favourites"),
    path(_TRASH, trash.listing, name="library-trash"),
    path(f"{_TRASH}/restore", trash.restore, name="library-trash-restore"),
    path(f"{_TRASH}/purge", trash.purge, name="library-trash-purge"),
]
