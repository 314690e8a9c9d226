"""Seeds, variations of a product's art, and the choice of one."""

import threading
from typing import Any

import pytest

from backend.domain.shared.meter import Meter
from backend.domain.shared.seeds import derive_seed
from backend.local.laptop import Laptop
from tests.app.document import assert_documented, assert_error, fields_of
from tests.app.store import opened
from tests.app.test_jobs import ASYNC, finished
from tests.app.test_resuming import accepted, killed_after, later
from tests.conftest import Client
from tests.makers import budget


def make_variations(client: Client, user: str, product_id: str, **body: Any) -> dict[str, Any]:
    """The job, once it has ended well."""
    answer = client.post(f"/products/{product_id}/variations", {"count": 2, **body}, as_user=user)
    assert_documented("createVariations", answer)
    assert answer.status == 202, answer.body
    assert answer.headers["location"] == f"/jobs/{answer.json['task_id']}"
    job = finished(client, answer.json["task_id"], user)
    assert (job["kind"], job["state"]) == ("variations", "success"), job
    return job


def choose(client: Client, user: str, product_id: str, art_key: str) -> dict[str, Any]:
    answer = client.post(f"/products/{product_id}/art", {"art_key": art_key}, as_user=user)
    assert_documented("chooseArt", answer)
    assert answer.status == 200, answer.body
    found: dict[str, Any] = answer.json
    return found


def file_of(product: dict[str, Any], role: str) -> bytes:
    """What the URL of the picture with a role opens."""
    media = next(each for each in product["media"] if each["role"] == role and each["type"] == "image")
    answer = opened(media["url"])
    assert answer.status == 200
    return answer.body


def drawn(laptop: Laptop) -> int:
    """How many pictures the models have been asked for."""
    return sum(call.operation == "InvokeModel" for call in laptop.bedrock.calls)


# ---- seeds


def test_the_same_seed_gives_the_same_print(client: Client, ana: str) -> None:
    """The answer names the seed; another one draws another picture of the same idea."""
    one, again, other = (client.create(ana, q="Un faro en la tormenta", seed=seed)["design"] for seed in (7, 7, 8))
    assert (one["seed"], again["seed"], other["seed"]) == (7, 7, 8)
    prints = [opened(design["media"][0]["url"]).body for design in (one, again, other)]
    assert prints[0] == prints[1] != prints[2]


def test_a_seed_that_nobody_chose_is_in_the_answer(client: Client, ana: str) -> None:
    """Sent again with the same brief it draws the same; the product has it, too."""
    made = client.create(ana, q="Un faro en la tormenta", seed=None)
    seed, brief = made["design"]["seed"], made["brief"]
    assert client.get(f"/products/{made['ids']['product_id']}", as_user=ana).json["product"]["seed"] == seed
    again = client.post("/design", {"brief": brief, "seed": seed}, as_user=ana)
    assert_documented("design", again)
    assert again.json["seed"] == seed
    assert opened(again.json["media"][0]["url"]).body == opened(made["design"]["media"][0]["url"]).body
    assert client.create(ana, q="Un faro en la tormenta", seed=None)["design"]["seed"] != seed


def test_a_generated_picture_tells_its_seed(client: Client, ana: str) -> None:
    """The same prompt and seed give the same picture."""
    tasks = [client.post("/generate", {"prompt": "a fox", "seed": 5}, as_user=ana).json["task_id"] for _ in "ab"]
    results = [finished(client, task, ana)["result"] for task in tasks]
    assert [result["seed"] for result in results] == [5, 5]
    assert opened(results[0]["result_urls"][0]).body == opened(results[1]["result_urls"][0]).body


@pytest.mark.parametrize("seed", [0, -1, 2_147_483_647, 1.5, "7", True])
@pytest.mark.parametrize(
    ("path", "body"), [("/create", {"q": "a fox"}), ("/generate", {"prompt": "a fox"}), ("/design", {})]
)
def test_seeds_that_no_model_takes(client: Client, ana: str, path: str, body: dict[str, Any], seed: Any) -> None:
    """1..2147483646, the range that all families of models take."""
    assert "seed" in fields_of(assert_error(client.post(path, {**body, "seed": seed}, as_user=ana), 422))


def test_kie_takes_no_seed(client: Client, ana: str) -> None:
    """So a seed for it is refused, and not left out in silence."""
    wish = {"prompt": "a fox", "provider": "kie", "seed": 5}
    assert "seed" in fields_of(assert_error(client.post("/generate", wish, as_user=ana), 422))


def test_a_seed_and_reuse(client: Client, ana: str) -> None:
    """A remembered picture is taken again for its own seed, or for none; the answer has its seed."""
    first = client.create(ana, q="A red kite", seed=21)["design"]
    for seed, expected in ((None, 21), (21, 21), (22, 22)):
        design = client.create(ana, q="A red kite", seed=seed, reuse=True)["design"]
        assert design["seed"] == expected
        assert (opened(design["media"][0]["url"]).body == opened(first["media"][0]["url"]).body) == (expected == 21)


# ---- variations


def test_variations_are_new_art_for_the_same_words(client: Client, ana: str) -> None:
    """Each with its seed, its art and its print; the product stays as it is."""
    made = client.create(ana, q="Concierto de Ana y Luis, 14 de febrero, Cartagena")
    product_id = made["ids"]["product_id"]
    before = client.get(f"/products/{product_id}", as_user=ana).json["product"]
    variations = make_variations(client, ana, product_id, count=3)["result"]["variations"]
    assert len({each["seed"] for each in variations}) == 3
    arts = {file_of(each, "art") for each in variations} | {file_of(before, "art")}
    assert len(arts) == 4
    for each in variations:
        assert each["art_key"] in [media["key"] for media in each["media"]]
        assert each["media"][0]["preview_url"]
        assert file_of(each, "print") not in arts
    assert client.get(f"/products/{product_id}", as_user=ana).json["product"]["version"] == before["version"]


def test_the_seeds_of_a_series_follow_each_other(client: Client, ana: str) -> None:
    """So each of them can be asked for again; the last seed is followed by the first."""
    product_id = client.create(ana)["ids"]["product_id"]
    job = make_variations(client, ana, product_id, count=2, seed=2_147_483_646)
    assert [each["seed"] for each in job["result"]["variations"]] == [2_147_483_646, 1]
    first = client.get(f"/products/{product_id}", as_user=ana).json["product"]
    assert file_of(job["result"]["variations"][1], "art") == file_of(first, "art")


@pytest.mark.parametrize("count", [0, 5, "2", None])
def test_one_to_four(client: Client, ana: str, count: Any) -> None:
    """Any other number is refused."""
    path = f"/products/{client.create(ana)['ids']['product_id']}/variations"
    assert "count" in fields_of(assert_error(client.post(path, {"count": count}, as_user=ana), 422))


def test_each_counts_as_a_generation(other_client: Client, ana: str) -> None:
    """Three a day: one for the product, so two are left; more are refused, and nothing is counted for them."""
    client = other_client
    product_id = client.create(ana)["ids"]["product_id"]
    path = f"/products/{product_id}/variations"
    for count in (3, 4):
        assert_error(client.post(path, {"count": count}, as_user=ana), 429, "too_many_requests")
    assert client.get("/me", as_user=ana).json["allowance"]["remaining"] == 2
    make_variations(client, ana, product_id, count=2)
    assert client.get("/me", as_user=ana).json["allowance"]["remaining"] == 0


def test_a_failed_job_is_given_back_whole(client: Client, ana: str, faults: Any) -> None:
    """Also where its first piece was made: what a job does not end with is not counted."""
    product_id = client.create(ana)["ids"]["product_id"]
    left = client.get("/me", as_user=ana).json["allowance"]["remaining"]
    faults.add(operation="InvokeModel", delay_ms=1)
    faults.add(operation="InvokeModel", code="ValidationException")
    task = client.post(f"/products/{product_id}/variations", {"count": 2}, as_user=ana).json["task_id"]
    assert finished(client, task, ana)["state"] == "fail"
    assert client.get("/me", as_user=ana).json["allowance"]["remaining"] == left


def test_the_same_key_makes_them_once(client: Client, ana: str, laptop: Laptop) -> None:
    """As every POST that creates."""
    product_id = client.create(ana)["ids"]["product_id"]
    path, key = f"/products/{product_id}/variations", {"Idempotency-Key": f"v-{ana}"}
    answers = [client.post(path, {"count": 1}, as_user=ana, headers=key) for _ in range(2)]
    assert answers[0].json["task_id"] == answers[1].json["task_id"]
    finished(client, answers[0].json["task_id"], ana)


@pytest.mark.parametrize("calls", [2, 5, 8, 10, 13, 16])
def test_a_killed_worker_pays_for_no_piece_twice(client: Client, ana: str, laptop: Laptop, calls: int) -> None:
    """The next one continues after the pieces that were kept, and with the art that was stored."""
    product_id, services = client.create(ana)["ids"]["product_id"], laptop.services
    order, owner_id = services.variations.order(product_id, 2, None, lambda _: True)
    job_id = accepted(services, owner_id, order)
    before = drawn(laptop)
    killed_after(laptop, calls, job_id)
    died_in_call = drawn(laptop) - before
    job = later(services).run(job_id, meter=Meter(), budget=budget())
    assert job.state == "success"
    assert drawn(laptop) - before in (2, 3 if died_in_call else 2)
    seeds = [each["seed"] for each in client.get(f"/jobs/{job_id}", as_user=ana).json["result"]["variations"]]
    assert seeds == [derive_seed(job_id.removeprefix("job_"), number) for number in (0, 1)]


# ---- the choice


def test_a_chosen_art_carries_the_words(client: Client, ana: str, laptop: Laptop) -> None:
    """No model is called; the seed follows, and the print is the one that the job showed."""
    product_id = client.create(ana)["ids"]["product_id"]
    wanted = make_variations(client, ana, product_id)["result"]["variations"][1]
    before = drawn(laptop)
    product = choose(client, ana, product_id, wanted["art_key"])["product"]
    assert drawn(laptop) == before
    assert (product["seed"], product["version"]) == (wanted["seed"], 2)
    assert file_of(product, "art") == file_of(wanted, "art")
    assert file_of(product, "print") == file_of(wanted, "print")


def test_the_words_of_now_are_set(client: Client, ana: str) -> None:
    """A title that was changed after the job is on the print of its art."""
    product_id = client.create(ana)["ids"]["product_id"]
    wanted = make_variations(client, ana, product_id, count=1)["result"]["variations"][0]
    client.patch(f"/products/{product_id}", {"title": "Otro título"}, as_user=ana)
    product = choose(client, ana, product_id, wanted["art_key"])["product"]
    assert product["title"] == "Otro título"
    assert file_of(product, "art") == file_of(wanted, "art")
    assert file_of(product, "print") != file_of(wanted, "print")


def stored(laptop: Laptop, user_id: str) -> dict[str, str]:
    """Each file of a user's with its tag `state`."""
    s3, bucket = laptop.cloud.client("s3"), laptop.services.settings.bucket_assets
    found = s3.list_objects_v2(Bucket=bucket, Prefix=f"assets/{user_id}/").get("Contents", [])
    keys = [each["Key"] for each in found]
    return {key: s3.get_object_tagging(Bucket=bucket, Key=key)["TagSet"][0]["Value"] for key in keys}


def test_files_belong_to_the_product_or_go_away(client: Client, ana: str, laptop: Laptop) -> None:
    """Its own are owned, the job's are orphans, what nothing refers to is removed; the bin takes all."""
    made = client.create(ana)
    product_id, user_id = made["ids"]["product_id"], client.user_id(ana)
    first_art = next(each["key"] for each in made["design"]["media"] if each["role"] == "art")
    variations = make_variations(client, ana, product_id)["result"]["variations"]
    for each in variations:
        product = choose(client, ana, product_id, each["art_key"])["product"]
    files = stored(laptop, user_id)
    owned = {key for key, state in files.items() if state == "owned"}
    shown = {each["key"] for each in product["media"]}
    assert shown | {first_art} <= owned
    assert all(key.endswith("_preview.webp") for key in owned - shown - {first_art})
    assert len(owned) == len(shown) + 2  # the first art, and the preview
    assert client.delete(f"/products/{product_id}", as_user=ana).status == 204
    assert set(stored(laptop, user_id).values()) == {"orphan"}
    assert client.post(f"/products/{product_id}/restore", None, as_user=ana).status == 200
    assert {key for key, state in stored(laptop, user_id).items() if state == "owned"} == owned


def test_the_first_art_can_be_chosen_again(client: Client, ana: str) -> None:
    """Its seed comes back with it."""
    made = client.create(ana)
    product_id = made["ids"]["product_id"]
    first = client.get(f"/products/{product_id}", as_user=ana).json["product"]
    first_print = file_of(first, "print")
    wanted = make_variations(client, ana, product_id, count=1)["result"]["variations"][0]
    choose(client, ana, product_id, wanted["art_key"])
    key = next(each["key"] for each in first["media"] if each["role"] == "art")
    back = choose(client, ana, product_id, key)["product"]
    assert (back["seed"], file_of(back, "art")) == (first["seed"], file_of(first, "art"))
    assert file_of(back, "print") == first_print
    assert choose(client, ana, product_id, key)["product"]["version"] == back["version"]


def test_art_of_others_is_not_there(client: Client, ana: str, ben: str) -> None:
    """Of another user, drawn or generated, of another product, of an upload, of nothing: 404, and nothing changes."""
    product_id = client.create(ana)["ids"]["product_id"]
    others = client.create(ben)["ids"]["product_id"]
    foreign = make_variations(client, ben, others, count=1)["result"]["variations"][0]["art_key"]
    task = client.post("/generate", {"prompt": "a lighthouse"}, as_user=ben).json["task_id"]
    generated = finished(client, task, ben)["result"]["media"][0]["key"]
    second = client.create(ana)["ids"]["product_id"]
    elsewhere = make_variations(client, ana, second, count=1)["result"]["variations"][0]["art_key"]
    mine = client.user_id(ana)
    unknown = [f"assets/{mine}/generated/poster_{'0' * 26}_0_art.png", f"uploads/{mine}/a.png", "../secret"]
    for key in (foreign, generated, elsewhere, *unknown):
        assert_error(client.post(f"/products/{product_id}/art", {"art_key": key}, as_user=ana), 404, "not_found")
    answer = client.post(f"/products/{others}/art", {"art_key": foreign}, as_user=ana)
    assert_error(answer, 404, "not_found")
    assert client.get(f"/products/{product_id}", as_user=ana).json["product"]["version"] == 1


def test_a_generated_picture_becomes_the_art(client: Client, ana: str) -> None:
    """Of the owner's own pictures; its seed follows."""
    product_id = client.create(ana)["ids"]["product_id"]
    task = client.post("/generate", {"prompt": "a lighthouse", "seed": 9}, as_user=ana).json["task_id"]
    picture = finished(client, task, ana)["result"]["media"][0]
    product = choose(client, ana, product_id, picture["key"])["product"]
    assert product["seed"] == 9
    assert file_of(product, "art") == opened(picture["url"]).body


def test_art_that_expired(client: Client, ana: str, laptop: Laptop) -> None:
    """422 with the way out."""
    product_id = client.create(ana)["ids"]["product_id"]
    key = make_variations(client, ana, product_id, count=1)["result"]["variations"][0]["art_key"]
    laptop.services.media.delete([key])
    error = assert_error(client.post(f"/products/{product_id}/art", {"art_key": key}, as_user=ana), 422)
    assert "new variations" in error["message"]


def test_choices_at_once(client: Client, ana: str, laptop: Laptop) -> None:
    """Two choices and a new title: each takes effect, one after the other, and no file is lost or left."""
    product_id = client.create(ana)["ids"]["product_id"]
    path = f"/products/{product_id}"
    keys = [each["art_key"] for each in make_variations(client, ana, product_id)["result"]["variations"]]
    statuses: list[int] = []

    def ask(key: str) -> None:
        statuses.append(client.post(f"{path}/art", {"art_key": key}, as_user=ana).status)

    def rename() -> None:
        statuses.append(client.patch(path, {"title": "Zugleich"}, as_user=ana).status)

    threads = [*(threading.Thread(target=ask, args=[key]) for key in keys), threading.Thread(target=rename)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert statuses == [200] * 3
    product = client.get(path, as_user=ana).json["product"]
    assert (product["title"], product["version"]) == ("Zugleich", 4)
    assert file_of(product, "print") != file_of(product, "art")
    owned = [key for key, state in stored(laptop, client.user_id(ana)).items() if state == "owned"]
    assert len(owned) == len(product["media"]) + 2


def test_a_choice_and_a_deletion_at_once(client: Client, ana: str, laptop: Laptop) -> None:
    """Whichever is first: the product is gone afterwards, and so are its files."""
    product_id = client.create(ana)["ids"]["product_id"]
    key = make_variations(client, ana, product_id, count=1)["result"]["variations"][0]["art_key"]
    choosing = threading.Thread(
        target=client.post, args=[f"/products/{product_id}/art", {"art_key": key}], kwargs={"as_user": ana}
    )
    choosing.start()
    assert client.delete(f"/products/{product_id}", as_user=ana).status == 204
    choosing.join()
    assert_error(client.get(f"/products/{product_id}", as_user=ana), 404, "not_found")
    assert set(stored(laptop, client.user_id(ana)).values()) <= {"orphan"}


def test_a_job_of_create_has_its_seed(client: Client, ana: str) -> None:
    """As the answer at once has it."""
    job = client.post("/create", {"q": "A fox", "seed": 3}, as_user=ana, headers=ASYNC).json
    assert finished(client, job["job_id"], ana)["result"]["creation"]["design"]["seed"] == 3
