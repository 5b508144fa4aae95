"""History rows (E-15): what decides sight, from when to when, written where it is written.

What stands already is opened as from this migration: what held before it is not known.
"""

from django.db import migrations, models

from strongroom.access.history_triggers import BEGINNING, Kept, forget, keep

_OF_LIBRARY = "(select l.account_id from store_library l where l.id = {row}.library_id)"
_OF_POLICY = (
    "(select l.account_id from access_policy p join store_library l on l.id = p.library_id"
    " where p.item_id = {row}.policy_id)"
)
_OF_MEMBER = "(select m.account_id from directory_member m where m.id = {row}.member_id)"
_PORTAL = ("portal_documents", "portal_jobs", "portal_quotes")

KEPT = [
    Kept("directory_account", "account", ("plan", *_PORTAL), account="{row}.id"),
    Kept("directory_person", "person", ("is_active",), account="null::uuid"),
    Kept(
        "directory_member",
        "member",
        ("person_id", "type", "active", "view_confidential"),
    ),
    Kept("directory_customer", "customer", _PORTAL),
    Kept(
        "directory_contact",
        "contact",
        ("customer_id", "person_id", "portal_access", "active"),
    ),
    Kept("store_library", "library", ("kind", "customer_id", "holder_id")),
    Kept(
        "store_item",
        "item",
        ("parent_id", "confidential"),
        derived={"trashed": "({row}.trashed_at is not null)"},
        beside=("is_file",),
        born="{row}.created_at",
        opens=False,
    ),
    Kept("access_role", "role", ("name", "permissions")),
    Kept("access_seat", "seat", ("member_id", "role_id", "library_id"), account=_OF_MEMBER),
    Kept("access_policy", "policy", ("enabled",), account=_OF_LIBRARY, key="item_id"),
    Kept(
        "access_grant",
        "grant",
        ("policy_id", "member_id", "role_id", "level", "until"),
        account=_OF_POLICY,
    ),
    Kept(
        "access_share",
        "share",
        (
            "type",
            "item_id",
            "customer_id",
            "link_id",
            "keeper_id",
            "expires_at",
            "cancelled_at",
        ),
    ),
]
_BEGIN = (
    "insert into access_history (account_id, kind, row_id, what, since)"
    f" values (null, 'history', '{BEGINNING}', '{{}}', clock_timestamp());"
)


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0002_links"),
        ("directory", "0003_logo"),
        ("store", "0002_versions"),
    ]

    operations = [
        migrations.CreateModel(
            name="History",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("account_id", models.UUIDField(null=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("history", "The history itself"),
                            ("account", "Account"),
                            ("person", "Login"),
                            ("member", "Member"),
                            ("customer", "Customer"),
                            ("contact", "Contact"),
                            ("library", "Library"),
                            ("item", "Item"),
                            ("role", "Role"),
                            ("seat", "Seat"),
                            ("policy", "Access settings"),
                            ("grant", "Entry"),
                            ("share", "Share"),
                        ],
                        max_length=8,
                    ),
                ),
                ("row_id", models.UUIDField()),
                ("what", models.JSONField()),
                ("since", models.DateTimeField()),
                ("until", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "access_history",
                "indexes": [
                    models.Index(fields=["kind", "row_id", "since"], name="history_of_row")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("until__isnull", True)),
                        fields=("kind", "row_id"),
                        name="history_open_once",
                    )
                ],
            },
        ),
        migrations.RunSQL(_BEGIN, migrations.RunSQL.noop),
        *(migrations.RunSQL(keep(each), forget(each)) for each in KEPT),
    ]
