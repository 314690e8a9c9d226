"""Whatever is written in HCL, in documents, examples, tests and the root stack: it names what exists.

Terraform drops an attribute that the type of an object does not have, and replaces a variable as a whole when a later
file sets it too, both without a word.
"""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from hcl2.api import loads

from scripts import check_tfvars
from tests.infra.stack import APPS, MODULES, ROOT, Stack

DECLARED = {folder: check_tfvars.read_variables(folder) for folder in [APPS, *sorted(MODULES.iterdir())]}
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), *(ROOT / "infra").rglob("*.md")])
EXAMPLE = APPS / "terraform.tfvars.example"
STAGES = sorted(APPS.glob("stages/*.tfvars"))
EXAMPLES = sorted(APPS.glob("examples/*.tfvars"))
META_ARGUMENTS = {"source", "version", "providers", "count", "for_each", "depends_on"}


def name_of(file: Path) -> str:
    return file.relative_to(ROOT).as_posix()


def snippets() -> Iterator[Any]:
    for document in DOCUMENTS:
        for at, text in enumerate(re.findall(r"^```hcl\n(.*?)^```", document.read_text(), re.M | re.S)):
            yield pytest.param(document, text, id=f"{name_of(document)}-{at}")


def module_calls(folder: Path, blocks: Mapping[str, Any]) -> Iterator[tuple[str, Path, Mapping[str, Any]]]:
    """(name, folder of the module, arguments)"""
    for block in blocks.get("module", []):
        for name, arguments in check_tfvars.named(block).items():
            source = (folder / arguments["source"].strip('"')).resolve()
            yield name, source, {key: value for key, value in arguments.items() if key not in META_ARGUMENTS}


@pytest.mark.parametrize(("document", "text"), list(snippets()))
def test_a_snippet_names_what_exists(document: Path, text: str) -> None:
    """A module is called with variables and attributes that it has, and with all that it needs; else it is tfvars."""
    blocks = loads(text)
    calls = list(module_calls(APPS, blocks))
    for _, module, arguments in calls:
        assert check_tfvars.find_unknown(DECLARED[module], arguments) == []
        assert {name for name, each in DECLARED[module].items() if each.required} <= set(arguments)
    if not calls:
        assert check_tfvars.find_unknown(DECLARED[APPS], check_tfvars.read_values(text)) == []


def test_there_are_snippets() -> None:
    """Each module's README shows a call of it."""
    assert len(list(snippets())) > len(list(MODULES.iterdir()))


@pytest.mark.parametrize("document", DOCUMENTS, ids=name_of)
def test_a_document_names_attributes_that_exist(document: Path) -> None:
    """`scaling.jobs` in a text, where `scaling` is a variable, has an attribute `jobs`; -var sets what exists."""
    text, near = document.read_text(), DECLARED.get(document.parent, DECLARED[APPS])
    for name, attribute in re.findall(r"`(\w+)\.(\w+)(?: = [^`]+)?`", text):
        variables = [each[name].type for each in (near, DECLARED[APPS]) if name in each]
        objects = [each for each in variables if each.kind == "object"]
        assert not objects or any(attribute in each.attributes for each in objects), f"{name}.{attribute}"
    assert set(re.findall(r"-var ['\"]?(\w+)=", text)) <= set(DECLARED[APPS])


@pytest.mark.parametrize("file", sorted(APPS.glob("*.tf")), ids=name_of)
def test_the_root_calls_modules_with_what_they_have(file: Path) -> None:
    """Also inside of objects, where Terraform does not look."""
    for name, module, arguments in module_calls(APPS, loads(file.read_text())):
        assert check_tfvars.find_unknown(DECLARED[module], arguments) == [], name


def terraform_tests() -> list[Path]:
    return sorted((ROOT / "infra").rglob("*.tftest.hcl"))


@pytest.mark.parametrize("file", terraform_tests(), ids=name_of)
def test_terraforms_tests_set_what_exists(file: Path) -> None:
    """A test that sets an attribute which does not exist tests the default."""
    folder = next(parent for parent in file.parents if parent in DECLARED)
    blocks = check_tfvars.named(loads(file.read_text()))
    runs = [body for run in blocks.get("run", []) for body in run.values()]
    for variables in [each for block in [blocks, *runs] for each in block.get("variables", [])]:
        assert check_tfvars.find_unknown(DECLARED[folder], variables) == []


@pytest.mark.parametrize("stage", STAGES, ids=name_of)
def test_a_stage_and_the_example_set_no_variable_both(stage: Path, tmp_path: Path) -> None:
    """With everything that the example shows; and nothing in either is unknown."""
    shared = tmp_path / "terraform.tfvars"
    shared.write_text(check_tfvars.uncomment(EXAMPLE.read_text()))
    assert check_tfvars.find_faults([shared, stage], DECLARED[APPS]) == []


def test_the_example_and_the_stages_show_every_variable() -> None:
    """But for `emulated`, which is never true on AWS."""
    shown = set(check_tfvars.read_values(check_tfvars.uncomment(EXAMPLE.read_text())))
    for stage in STAGES:
        assert shown | set(check_tfvars.read_values(stage.read_text())) == set(DECLARED[APPS]) - {"emulated"}


@pytest.mark.parametrize("example", EXAMPLES, ids=name_of)
def test_an_example_sets_what_exists_and_says_what_it_is(example: Path) -> None:
    """`make infra` plans the stack with it; infra/README.md lists it."""
    assert example.read_text().startswith("# ")
    assert check_tfvars.find_unknown(DECLARED[APPS], check_tfvars.read_values(example.read_text())) == []
    assert f"`{example.stem}`" in (ROOT / "infra/README.md").read_text()


def name_attributes(path: str, value: Any, expected: check_tfvars.Type) -> Iterator[str]:
    """`waf`, `waf.rate_limit`: what an example sets."""
    yield path
    if expected.kind == "object" and isinstance(value, Mapping):
        for name, each in value.items():
            yield from name_attributes(f"{path}.{name}", each, expected.attributes[name])


def list_attributes(path: str, declared: check_tfvars.Type) -> Iterator[str]:
    yield path
    for name, each in declared.attributes.items():
        yield from list_attributes(f"{path}.{name}", each)


def test_each_feature_has_an_example() -> None:
    """Each attribute of each variable is set in a file that Terraform renders, but for `emulated`."""
    texts = [check_tfvars.uncomment(EXAMPLE.read_text()), *(file.read_text() for file in [*STAGES, *EXAMPLES])]
    values = [assignment for text in texts for assignment in check_tfvars.read_values(text).items()]
    shown = {each for name, value in values for each in name_attributes(name, value, DECLARED[APPS][name].type)}
    wanted = {each for name, variable in DECLARED[APPS].items() for each in list_attributes(name, variable.type)}
    assert wanted - shown == {"emulated"}


def list_object_types(declared: check_tfvars.Type) -> Iterator[frozenset[str]]:
    """The names of the attributes of a type and of the types within it."""
    if declared.kind == "object":
        yield frozenset(declared.attributes)
    for each in [*declared.attributes.values(), *([declared.element] if declared.element else [])]:
        yield from list_object_types(each)


def test_no_object_type_is_declared_twice() -> None:
    """Not twice in one folder, and not in two folders, either as a whole or as a part of a larger one."""
    types = [
        (folder, name, attributes)
        for folder in DECLARED
        for name, constraint in read_constraints(folder).items()
        for attributes in list_object_types(constraint)
    ]
    assert len(types) > 10
    for at, (folder, name, few) in enumerate(types):
        for other, owner, many in types[:at] + types[at + 1 :]:
            assert few != many, f"{folder.name}: {name}, {other.name}: {owner}"
            assert folder == other or not few < many, f"{folder.name}: {name}, {other.name}: {owner}"


def read_constraints(folder: Path) -> dict[str, check_tfvars.Type]:
    """The types as they are written, `any` too."""
    text = (folder / "variables.tf").read_text()
    found = re.findall(r'^variable "(\w+)" \{.*?^  type += (.*?)^\}', text, re.M | re.S)
    return {name: check_tfvars.parse_type(constraint) for name, constraint in found}


def test_a_variable_that_is_passed_on_has_the_modules_type() -> None:
    """So that what does not exist is found in it, too; `any` is only for these."""
    untyped = {name for name, kind in read_constraints(APPS).items() if kind.kind == "any"}
    assert untyped == {"domain", "throttle", "usage_plan", "waf"}
    assert all(DECLARED[APPS][name].type == DECLARED[MODULES / "api"][name].type for name in untyped)


@pytest.mark.parametrize(
    ("shared", "unknown"),
    [
        ("front = {}", "front"),
        ("package = { image_uri = 1 }", "package.image_uri"),
        ("scaling = { api = { warm = 1 } }", "scaling.api.warm"),
        ("waf = { rate = 1 }", "waf.rate"),
    ],
)
def test_what_does_not_exist_is_found(tmp_path: Path, shared: str, unknown: str) -> None:
    """Also in objects within objects."""
    assert faults_of(tmp_path, shared, "") == [f"terraform.tfvars: {unknown} does not exist; Terraform drops it"]


def test_what_is_set_twice_is_found(tmp_path: Path) -> None:
    """Whatever the two set in it."""
    faults = faults_of(tmp_path, 'service = { log_level = "INFO" }', "service = {}")
    assert faults == ["dev.tfvars: service replaces all of service in terraform.tfvars"]


def test_the_keys_of_a_map_are_anybodys(tmp_path: Path) -> None:
    """As those of prices."""
    assert faults_of(tmp_path, 'models = { prices = { "a." = { in = 1 } } }', "domain = null") == []


def faults_of(folder: Path, shared: str, stage: str) -> list[str]:
    files = {"terraform.tfvars": shared, "dev.tfvars": stage}
    for name, text in files.items():
        (folder / name).write_text(f"{text}\n")
    return check_tfvars.find_faults([folder / name for name in files], DECLARED[APPS])


# ---- rendered


def test_every_stage_is_what_both_files_say(stages: dict[str, Stack]) -> None:
    """What terraform.tfvars sets is there in every stage: origins, domain, budget, guard of the sign-in."""
    for name, stack in stages.items():
        assert stack.environment("api")["CORS_ALLOW_ORIGINS"] == "https://shop.example.com"
        assert stack.environment("api")["STAGE"] == name
        assert stack.outputs["api_url"] == "https://api.example.com"
        assert [each["limit_amount"] for each in stack.of_type("aws_budgets_budget")] == ["100"]
        assert len(stack.of_type("aws_route53_record")) == 1
        assert len(stack.of_type("aws_api_gateway_usage_plan_key")) == 1
        assert stack.outputs["sign_in_url"].startswith("https://my-dreamforge-dev.")
        assert stack.environment("worker")["KIE_API_KEY_SECRET"] == "ssm:/dreamforge/dev/kie"


def test_stages_differ_in_what_their_files_say(stages: dict[str, Stack]) -> None:
    """Protection, firewall, throttling, and how long logs are kept."""
    rates = {
        name: stack.values("module.api.aws_api_gateway_method_settings.all")["settings"][0]["throttling_rate_limit"]
        for name, stack in stages.items()
    }
    assert rates == {"dev": 100, "prod": 500}
    assert {name: len(stack.of_type("aws_wafv2_web_acl")) for name, stack in stages.items()} == {"dev": 0, "prod": 1}
    kept = {
        name: {each["retention_in_days"] for each in stack.of_type("aws_cloudwatch_log_group")}
        for name, stack in stages.items()
    }
    assert kept == {"dev": {30}, "prod": {365}}
    protected = {
        name: {each["deletion_protection"] for each in stack.of_type("aws_cognito_user_pool")}
        for name, stack in stages.items()
    }
    assert protected == {"dev": {"INACTIVE"}, "prod": {"ACTIVE"}}
