"""The addresses of a project's documents, of Documents in the menu and of what is done to folders."""

from django.urls import URLPattern, path

from strongroom.interfaces.office.explorer import changes, menu, pages, trash, tree

_PROJECT = "projects/<uuid:project_id>"
_LIBRARY = "libraries/<uuid:library_id>"
_TRASH = f"{_LIBRARY}/trash"

urlpatterns: list[URLPattern] = [
    path(_PROJECT, pages.project, name="project"),
    path(f"{_PROJECT}/documents", pages.root, name="project-documents"),
    path(f"{_PROJECT}/folders/<uuid:item_id>", pages.folder, name="project-folder"),
    path("documents", menu.all_files, name="documents"),
    path("documents/favourites", menu.favourites, name="favourites"),
    path("documents/recent", menu.recent, name="recent"),
    path("documents/new", menu.newest, name="newest"),
    path("documents/archive", menu.archive, name="documents-several-archive"),
    path("shared", menu.shared, name="shared"),
    path("shared/folders/<uuid:item_id>", menu.folder, name="shared-folder"),
    path(f"{_LIBRARY}/tree", tree.library_tree, name="library-tree"),
    path(f"{_LIBRARY}/targets", tree.targets, name="library-targets"),
    path(f"{_LIBRARY}/folders", changes.new_folder, name="library-folders"),
    path(f"{_LIBRARY}/structure", changes.structure, name="library-structure"),
    path(f"{_LIBRARY}/move", changes.move, name="library-move"),
    path(f"{_LIBRARY}/copy", changes.copy, name="library-copy"),
    path(_TRASH, trash.listing, name="library-trash"),
    path(f"{_TRASH}/restore", trash.restore, name="library-trash-restore"),
    path(f"{_TRASH}/purge", trash.purge, name="library-trash-purge"),
]
