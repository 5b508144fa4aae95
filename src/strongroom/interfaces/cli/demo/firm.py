"""Who and what the demo firm is: invented people, customers and work, as data."""

import datetime as dt
from dataclasses import dataclass

SLUG = "demo"
FIRM = "Hartwell & Pike Property Services"
OTHER_SLUG = "other"
OTHER_FIRM = "Otterburn Fire & Security"
LAST_DAY = dt.date(2026, 10, 30)
"""The newest day in the demo; everything else lies before it, so that each load is the same."""

ROLES: dict[str, list[str]] = {
    "Administrator": ["admin"],
    "Office": [
        "surface.office",
        "surface.mobile",
        "documents.view",
        "documents.edit",
        "documents.access_control",
        "documents.share",
        "jobs.view",
        "jobs.edit",
        "quotes.view",
        "quotes.edit",
        "customers.view",
        "customers.edit",
        "projects.manage",
    ],
    "Clerk": [
        "surface.office",
        "documents.view",
        "documents.edit",
        "jobs.view",
        "jobs.edit",
        "quotes.view",
        "quotes.edit",
        "customers.view",
        "customers.edit",
    ],
    "Technician": ["surface.mobile"],
    "Project viewer": ["documents.view"],
}


@dataclass(frozen=True, slots=True)
class Somebody:
    """A member: the key is the part of the e-mail before `@demo.example`."""

    key: str
    name: str
    role: str | None
    type: str = "in_house"


PEOPLE = (
    Somebody("admin", "Margaret Ashdown", "Administrator"),
    Somebody("office", "Daniel Okafor", "Office"),
    Somebody("clerk", "Priya Nair", "Clerk"),
    Somebody("tech", "Tom Hargreaves", "Technician"),
    Somebody("sub", "Owen Llewellyn", None, "subcontractor"),
    Somebody("watcher", "Helen Marsh", None, "watcher"),
    Somebody("jack", "Jack Brennan", "Technician"),
    Somebody("aisha", "Aisha Rahman", "Technician"),
)

# Customer, the contact's name, the contact's e-mail. The first one's contact uses the portal.
CUSTOMERS = (
    ("Larkfield Housing Association", "Ruth Sinclair", "contact@demo.example"),
    ("Brackenhurst Primary School", "Colin Peel", "office@brackenhurst.example"),
    ("Copperfield Dental Practice", "Dr Anita Banerjee", "reception@copperfield.example"),
    ("Fenwick & Daughters Bakery", "Elsie Fenwick", "elsie@fenwickbakery.example"),
    ("Greystone Farm", "Alun Morgan", "alun@greystonefarm.example"),
    ("Mrs J. Whitlock", "Joan Whitlock", "joan.whitlock@post.example"),
    ("Pemberton Court Management", "Sadiq Karim", "sadiq@pembertoncourt.example"),
    ("Quayside Offices Ltd", "Nell Prescott", "facilities@quayside.example"),
    ("St Aldhelm's Church Hall", "Rev. Peter Lyle", "hall@staldhelms.example"),
    ("The Old Mill Hotel", "Beth Carrow", "duty@oldmill.example"),
    ("Thornbury Veterinary Centre", "Iain Muir", "practice@thornburyvets.example"),
    ("Mr & Mrs R. Adeyemi", "Remi Adeyemi", "remi.adeyemi@post.example"),
)


@dataclass(frozen=True, slots=True)
class Work:
    """A job or quote: the customer's number in CUSTOMERS, the scene of its photos."""

    title: str
    customer: int
    status: str
    scene: str = "boiler"
    photos: int = 1
    assigned: tuple[str, ...] = ()


JOBS = (
    Work("Annual gas safety checks, Elm Close", 0, "done", "boiler", 1, ("jack",)),
    Work("Gutter and fascia repairs", 1, "done", "roof", 2, ("sub",)),
    Work("Surgery 2: replace wash basin", 2, "done", "bathroom", 1, ("aisha",)),
    Work("Oven circuit and isolator", 3, "done", "panel", 1, ("jack",)),
    Work("Water supply to the lower field", 4, "done", "ground", 2, ("tech",)),
    Work("Radiator leaking in the hall", 5, "done", "radiator", 1, ("aisha",)),
    Work("Emergency lighting test, all floors", 6, "done", "corridor", 1, ("jack",)),
    Work("Third floor: kitchenette refit", 7, "done", "kitchen", 2, ("aisha",)),
    Work("Boiler house: pump replacement", 8, "done", "boiler", 1, ("tech",)),
    Work("Room 14: shower tray and tiling", 9, "done", "bathroom", 2, ("jack",)),
    Work("Kennel drains, survey and jetting", 10, "done", "ground", 1, ("aisha",)),
    Work("Consumer unit upgrade", 11, "done", "panel", 1, ("tech",)),
    Work("Flat 3: damp under the window", 0, "done", "wall", 2, ("jack",)),
    Work("Fire doors, adjust and certify", 1, "done", "corridor", 1, ("aisha",)),
    Work("Compressor room ventilation", 2, "cancelled", "wall", 0, ()),
    Work("Shop front repointing", 3, "in_progress", "wall", 1, ("sub",)),
    Work("Barn roof, storm damage", 4, "in_progress", "roof", 2, ("sub",)),
    Work("New bathroom, ground floor", 5, "in_progress", "bathroom", 2, ("tech", "aisha")),
    Work("Lift lobby lighting", 6, "in_progress", "corridor", 1, ("jack",)),
    Work("Heating zone valves, west wing", 7, "in_progress", "radiator", 1, ("aisha",)),
    Work("Hall kitchen: new extractor", 8, "in_progress", "kitchen", 1, ("jack",)),
    Work("Boiler replacement, Larkfield House", 0, "in_progress", "boiler", 0, ("tech", "jack")),
    Work("Restaurant kitchen, gas interlock", 9, "in_progress", "kitchen", 1, ("tech",)),
    Work("X-ray room supply", 10, "planned", "panel", 0, ("jack",)),
    Work("Loft insulation and hatch", 11, "planned", "roof", 0, ()),
    Work("Communal stairs: handrails", 0, "planned", "corridor", 0, ("aisha",)),
    Work("Playground tap and trench", 1, "planned", "ground", 0, ("tech",)),
    Work("Reception radiators", 2, "planned", "radiator", 0, ()),
    Work("Cold room door seals", 3, "planned", "wall", 0, ("jack",)),
    Work("Flats 9-16: consumer units", 0, "planned", "panel", 1, ("tech",)),
)
SHOWCASE = 21
"""The job with the most attachments, in the customer's portal too."""

QUOTES = (
    Work("Replace 12 radiators, Elm Close", 0, "accepted", "radiator", 1),
    Work("Rewire the boiler house", 8, "accepted", "panel", 0),
    Work("Roof survey and scaffold", 4, "declined", "roof", 1),
    Work("Flats 9-16: consumer units", 0, "accepted", "panel", 1),
    Work("Staff kitchen, second floor", 7, "sent", "kitchen", 1),
    Work("Accessible toilet, ground floor", 1, "sent", "bathroom", 1),
    Work("Rear wall: crack stitching", 3, "sent", "wall", 1),
    Work("Communal heating, options", 0, "sent", "boiler", 1),
    Work("Wet room for Mrs Whitlock", 5, "sent", "bathroom", 0),
    Work("Corridor lighting, LED", 6, "draft", "corridor", 0),
    Work("Drainage to the car park", 9, "draft", "ground", 1),
    Work("Heat pump, feasibility", 10, "draft", "boiler", 0),
)

# Project, customer's number, folders and what lies in them (a kind of paper or scene, and a name).
PROJECTS: tuple[tuple[str, int, dict[str, tuple[tuple[str, str], ...]]], ...] = (
    (
        "Larkfield House refurbishment",
        0,
        {
            "01 Contract": (("pdf", "Contract programme.pdf"), ("word", "Scope of works.docx")),
            "02 Drawings/Level 1": (("plan", "Flat type A.png"), ("plan", "Flat type B.png")),
            "02 Drawings/Level 2": (("plan", "Flat type C.png"),),
            "03 Health and safety": (("word", "Construction phase plan.docx"),),
            "04 Progress photos/Week 38": (
                ("kitchen", "Flat 4 kitchen.jpg"),
                ("corridor", "Level 1 corridor.jpg"),
            ),
            "04 Progress photos/Week 40": (("bathroom", "Flat 4 bathroom.jpg"),),
        },
    ),
    (
        "Quayside Offices fit-out",
        7,
        {
            "Drawings": (("plan", "Second floor.png"),),
            "Minutes": (("word", "Site meeting 3.docx"),),
            "Photos": (("panel", "Riser cupboard.jpg"), ("corridor", "Lobby before.jpg")),
        },
    ),
)
