"""Pages as people open them: time with one client, rate with sixteen, size; beside the cheapest answers."""

import statistics
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

import httpx
from _bench import Client, World, arguments, machine, made, seconds, spread, world
from lists import filled
from served import ACCOUNT

CROWD = 16
ROWS = 50
JOBS = 30
SMALL, MEDIUM = 100_000, 10**6


@dataclass
class Page:
    """Something to be asked for, again and again."""

    name: str
    path: str
    head: str = ""
    """Further header lines."""

    def client(self, here: World) -> Client:
        client = Client(here.server.base)
        client.head += self.head
        return client


def measured(here: World, page: Page, count: int, rounds: int) -> tuple[float, float, int]:
    """Return milliseconds of one request, requests a second of sixteen clients, bytes of the body."""
    client = page.client(here)
    size = client.get(page.path)
    times = [seconds(lambda: client.get(page.path)) * 1000 for _ in range(count)]
    crowd = [page.client(here) for _ in range(CROWD)]
    spread([page.path] * CROWD, crowd)
    rates = [count / seconds(lambda: spread([page.path] * count, crowd)) for _ in range(rounds)]
    for one in (client, *crowd):
        one.close()
    return statistics.median(times), max(rates), size


def pages(here: World, browser: httpx.Client) -> list[Page]:
    """Make what is shown and return where."""
    with here.api() as api:
        library = filled(here, "Fifty photos", ROWS)
        customer = made(api.get("customers"))["results"][0]["id"]
        for number in range(JOBS):
            made(api.post("jobs", json={"title": f"Job {number}", "customer_id": customer}))
        project = made(api.post("projects", json={"name": "Tower", "customer_id": customer}))
        root = project["library_id"]
        for number in range(ROWS):
            where = f"items/{root}/files"
            made(api.post(where, params={"name": f"plan {number}.txt"}, content=b"x"))
        folder = made(api.post(f"items/{root}/folders", json={"name": "Shared"}))["id"]
        file = made(
            api.post(f"items/{folder}/files", params={"name": "one.bin"}, content=b"x" * MEDIUM)
        )["id"]
        for number in range(ROWS - 1):
            where = f"items/{folder}/files"
            made(api.post(where, params={"name": f"note {number}.txt"}, content=b"x"))
        links = [
            urlsplit(made(api.post(f"items/{item}/shares", json={"type": "link"}))["url"]).path
            for item in (file, folder)
        ]
    cookie = "; ".join(f"{one.name}={one.value}" for one in browser.cookies.jar)
    signed_in, bearer = f"Cookie: {cookie}\r\n", f"Authorization: Bearer {here.token}\r\n"
    return [
        Page("healthz", "/healthz"),
        Page("own account (API)", "/api/v1/me", bearer),
        Page("folder page, 50 rows", f"/{ACCOUNT}/projects/{project['id']}/documents", signed_in),
        Page("list of jobs", f"/{ACCOUNT}/jobs", signed_in),
        Page("dashboard", f"/{ACCOUNT}/", signed_in),
        Page("link page", links[0]),
        Page("folder by link, 50 rows", links[1]),
        Page("API children, 50", f"/api/v1/items/{library}/children?limit=50", bearer),
        Page("1 MB download", f"/api/v1/items/{file}/content", bearer),
    ]


def uploads(here: World, count: int, clients: int) -> float:
    """Return uploads of 100 KB a second by so many clients."""
    crowd = [Client(here.server.base, here.token) for _ in range(clients)]
    data = b"x" * SMALL
    names = iter(range(10**9))

    def send(client: Client) -> Callable[[], None]:
        def work() -> None:
            for _ in range(count // clients):
                path = f"/api/v1/items/{here.library}/files?name={clients}-{next(names)}.bin"
                client.post(path, SMALL, iter([data]))

        return work

    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(clients) as pool:

        def all_of_them() -> None:
            for done in [pool.submit(send(client)) for client in crowd]:
                done.result()

        taken = seconds(all_of_them)
    for one in crowd:
        one.close()
    return count / taken


def main() -> None:
    args = arguments(__doc__ or "")
    count = max(CROWD, int(200 * args.scale))
    print(machine())
    with world() as here, here.server.browser() as browser:
        for page in pages(here, browser):
            time, rate, size = measured(here, page, count, args.rounds)
            print(f"{page.name:<26} {time:7.2f} ms {rate:7.0f}/s {size / 1000:8.1f} KB")
        for clients in (1, 8):
            print(f"100 KB upload, {clients} at once {uploads(here, count, clients):13.0f}/s")
        print(f"memory of the web server   {here.rss() / 10**6:7.0f} MB")


if __name__ == "__main__":
    main()
