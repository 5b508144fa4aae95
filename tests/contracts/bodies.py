"""What the writes of the route table send. A refusal uses the same request as the success (STYLE 19)."""

from addresses import Body, a_file

TUS = (("Tus-Resumable", "1.0.0"),)
OFFSET = "application/offset+octet-stream"

BODIES: dict[str, Body] = {
    "sign-in": Body(form={"email": "office@northgate.example", "password": "wrong"}),
    "portal-sign-in": Body(form={"email": "contact@northgate.example", "password": "wrong"}),
    "password": Body(form={"current": "wrong", "new": "a much longer phrase"}),
    "invitation": Body(form={"name": "New", "new_password": "a much longer phrase"}),
    "forgotten": Body(form={"email": "office@northgate.example"}),
    "portal-forgotten": Body(form={"email": "contact@northgate.example"}),
    "reset": Body(form={"new_password": "a much longer phrase"}),
    "office:job-new": Body(
        form={"title": "New job", "customer": "Alder Housing", "status": "planned"}
    ),
    "office:quote-new": Body(
        form={"title": "New quote", "customer": "Alder Housing", "status": "draft"}
    ),
    "office:customer-new": Body(form={"name": "New customer"}),
    "office:contact-new": Body(form={"name": "New contact", "email": "new@customer.example"}),
    "office:contact-edit": Body(form={"name": "Changed", "email": "changed@customer.example"}),
    "office:user-new": Body(
        form={"email": "new@northgate.example", "name": "New", "type": "in_house"}
    ),
    "office:user-mobile": Body(form={"view_confidential": "on"}),
    "office:shares-cancel": Body(form={"ids": "{share}", "confirm": "true"}),
    "office:firm": Body(form={"name": "Northgate", "time_zone": "Europe/London"}),
    "office:sharing-settings": Body(form={"networks": "full"}),
    "office:portal-settings": Body(form={"documents": "on", "confirm": "true"}),
    "office:role-new": Body(form={"name": "New role", "permissions": "jobs.view"}),
    "office:role-edit": Body(form={"name": "Changed", "permissions": "jobs.view"}),
    "office:licence-new": Body(
        form={"member_id": "{member}", "type_id": "{ltype}", "files": a_file}
    ),
    "office:licence-edit": Body(form={"type_id": "{ltype}", "number": "Changed"}),
    "office:licence-replace": Body(form={"number": "New"}),
    "office:licence-renew": Body(form={"expires_on": "2151-01-01", "files": a_file}),
    "office:licence-types": Body(form={"name": "New type", "kind": "vehicle"}),
    "office:licence-type": Body(form={"name": "Changed", "kind": "vehicle"}),
    "office:renewal-reject": Body(form={"reason": "Blurred"}),
    "office:defaults": Body(form={"digest": "weekly", "on_missing": "block"}),
    "office:project-new": Body(form={"name": "New project"}),
    "office:project-edit": Body(form={"name": "Changed"}),
    "office:library-folders": Body(form={"name": "New folder"}),
    "office:library-structure": Body(json={"parent_id": "{plibrary}", "paths": [["New", "Below"]]}),
    "office:library-move": Body(form={"ids": "{drawing}", "parent_id": "{plibrary}"}),
    "office:library-copy": Body(form={"ids": "{drawing}", "parent_id": "{plibrary}"}),
    "office:documents-favourites": Body(form={"ids": "{drawing}", "starred": "true"}),
    **{
        f"{surface}:{page}": Body(form={"ids": "{plan}", "starred": "true"})
        for surface in ("office", "mobile")
        for page in ("shared", "favourites", "recent", "newest")
    },
    "mobile:documents-favourites": Body(form={"ids": "{plan}", "starred": "true"}),
    "office:library-trash-restore": Body(form={"ids": "{trashed}"}),
    "office:library-trash-purge": Body(form={"ids": "{trashed}", "confirm": "true"}),
    "office:item-access": Body(form={"enabled": "true", "confirm": "true"}),
    "office:item-access-restore": Body(form={"confirm": "true"}),
    "office:item-access-preview": Body(form={"enabled": "true"}),
    "office:item-versions": Body(form={"file": a_file}),
    "office:item-approvals": Body(form={"approver": "{office}"}),
    "office:approval-decide": Body(form={"decision": "approved"}),
    "office:item-shares": Body(form={"link": "on"}),
    "office:item-share-cancel": Body(form={"confirm": "true"}),
    "office:item-share-send": Body(form={"contact_id": "{contact}"}),
    "office:shares-new": Body(form={"ids": "{plan}", "save": "true"}),
    "office:documents-actions": Body(form={"action": "delete", "ids": "{plan}"}),
    "office:documents-archive": Body(form={"ids": "{plan}"}),
    "office:documents-files": Body(form={"files": a_file}),
    "mobile:documents-actions": Body(form={"action": "delete", "ids": "{plan}"}),
    "mobile:documents-archive": Body(form={"ids": "{plan}"}),
    "mobile:documents-files": Body(form={"files": a_file}),
    "portal:archive": Body(form={"ids": "{viewable}"}),
    "rest:make_token": Body(json={"name": "sync", "surface": "mobile"}),
    "rest:add_member": Body(
        json={"email": "new@northgate.example", "name": "New", "type": "in_house", "role_ids": []}
    ),
    "rest:change_member": Body(json={"mobile": {"view_confidential": True}}),
    "rest:make_role": Body(json={"name": "New role", "permissions": ["jobs.view"]}),
    "rest:change_role": Body(json={"name": "Changed"}),
    "rest:make_customer": Body(json={"name": "New customer"}),
    "rest:change_customer": Body(json={"name": "Changed"}),
    "rest:make_contact": Body(
        json={"customer_id": "{customer}", "name": "New", "email": "new@customer.example"}
    ),
    "rest:change_contact": Body(json={"name": "Changed"}),
    "rest:make_project": Body(json={"name": "New project"}),
    "rest:change_project": Body(json={"name": "Changed"}),
    "rest:make_job": Body(json={"title": "New job", "customer_id": "{customer}"}),
    "rest:change_job": Body(json={"title": "Changed"}),
    "rest:make_quote": Body(json={"title": "New quote", "customer_id": "{customer}"}),
    "rest:change_quote": Body(json={"title": "Changed"}),
    "rest:change_item": Body(json={"name": "changed.pdf"}),
    "rest:make_folder": Body(json={"name": "New folder"}),
    "rest:add_file": Body(raw=b"some words"),
    "rest:copy_item": Body(json={"parent_id": "{library}"}),
    "rest:restore_item": Body(json={}),
    "rest:restore_version": Body(json={}),
    "rest:take_share_over": Body(json={}),
    "rest:make_archive": Body(json={"item_ids": ["{plan}"]}),
    "rest:add_version": Body(raw=b"other words"),
    "rest:share_item": Body(json={"type": "portal"}),
    "rest:send_share": Body(json={"contact_id": "{contact}"}),
    "rest:put_portal": Body(json={"jobs": True}),
    "rest:put_sharing_limits": Body(json={"link_max_days": 30}),
    "rest:begin_upload": Body(
        raw=b"",
        headers=(
            *TUS,
            ("Upload-Length", "5"),
            ("Upload-Metadata", "parent_id {library64},filename bmV3LnR4dA=="),
        ),
    ),
    "rest:upload_state": Body(headers=TUS),
    "rest:append_upload": Body(
        raw=b"words", content_type=OFFSET, headers=(*TUS, ("Upload-Offset", "0"))
    ),
    "rest:cancel_upload": Body(headers=TUS),
    "rest:overridden": Body(
        raw=b"words",
        content_type=OFFSET,
        headers=(*TUS, ("Upload-Offset", "0"), ("X-HTTP-Method-Override", "PATCH")),
    ),
    "rest:put_access": Body(json={"enabled": True, "confirm": True}),
    "rest:preview_access": Body(json={"enabled": True}),
    "rest:add_project_member": Body(json={"member_id": "{tech}", "role_id": "{role}"}),
    "rest:ask_approval": Body(json={"approver_ids": ["{office}"]}),
    "rest:decide_approval": Body(json={"decision": "approved"}),
    "office:project-members": Body(form={"member_id": "{tech}", "role_id": "{spare}"}),
    "links:door": Body(form={"password": "a guess"}),
    "office:plan": Body(form={"plan": "pro", "confirm": "true"}),
    "office:documents-several-archive": Body(form={"ids": "{plan}"}),
    "mobile:documents-several-archive": Body(form={"ids": "{plan}"}),
    "mobile:licence-renew": Body(form={"expires_on": "2151-01-01", "files": a_file}),
    "rest:make_licence_type": Body(json={"name": "New type", "kind": "vehicle"}),
    "rest:change_licence_type": Body(json={"name": "Changed"}),
    "rest:make_licence": Body(json={"member_id": "{member}", "type_id": "{ltype}"}),
    "rest:change_licence": Body(json={"number": "Changed"}),
    "rest:replace_licence": Body(json={"number": "New"}),
    "rest:add_licence_file": Body(raw=b"some words"),
    "rest:submit_renewal": Body(form={"expires_on": "2151-01-01", "file": a_file}),
    "rest:reject_renewal": Body(json={"reason": "Blurred"}),
    "rest:put_job_requirements": Body(json={"type_ids": ["{ltype}"]}),
    "rest:put_role_requirements": Body(json={"type_ids": ["{ltype}"]}),
    "rest:put_licence_notifications": Body(json={"digest": "weekly", "on_missing": "block"}),
    "rest:make_calendar": Body(json={"scope": "firm"}),
}
