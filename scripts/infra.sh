#!/usr/bin/env bash
# Checks infra/ without an account: form, validity, the tests of every module and of the root stack, and checkov.
#
#   scripts/infra.sh            all of it; a line for each check, ends 1 if any fails
#   scripts/infra.sh rendered   the root stack's tests as Terraform's JSON lines, with the resources of each run
#   scripts/infra.sh rendered STAGE TFVARS   the same of one stage, with TFVARS for its terraform.tfvars
#   scripts/infra.sh examples   plans the stack with each of infra/apps/examples
#   scripts/infra.sh mirror     the folder of a filesystem mirror that has the AWS provider; ends 1 when there is none
#
# Works on a copy, so infra/ stays as it is. The provider comes from a filesystem mirror where there is one (TF_MIRROR
# names it), from the registry otherwise. Without Terraform nothing is checked, which is an error when CI is set.
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1

checkov_wanted=3.3.30
provider=registry.terraform.io/hashicorp/aws
failed=0

# Where mirrors are kept; all of / would take minutes on some machines.
mirror() {
    local place found
    for place in "${TF_MIRROR:-}" "$HOME/.terraform.d" /usr/local/share/terraform /usr/share/terraform /opt /usr/local /srv; do
        if [ ! -d "$place" ]; then continue; fi
        found=$(find "$place" -xdev -maxdepth 6 -type d -path "*/$provider" -print -quit 2> /dev/null)
        if [ -n "$found" ]; then
            printf '%s\n' "${found%"/$provider"}"
            return
        fi
    done
    return 1
}

# Continues without Terraform only where nobody relies on it.
need_terraform() {
    command -v terraform > /dev/null && return
    echo "  Terraform is not on this machine, so infra/ is not checked. Install it: https://developer.hashicorp.com/terraform/install" >&2
    if [ -n "${CI:-}" ]; then exit 1; fi
    exit 0
}

# The copy that Terraform works on. The root finds zip, mock data and Python where they are in the checkout.
prepare() {
    local version folder found
    work=$(mktemp -d "${TMPDIR:-/tmp}/infra.XXXXXX") || exit 1
    trap 'rm -rf "$work"' EXIT
    trap 'exit 130' INT TERM
    # Terraform warns about a configuration that it is given and that is not there.
    if [ -n "${TF_CLI_CONFIG_FILE:-}" ] && [ ! -f "$TF_CLI_CONFIG_FILE" ]; then unset TF_CLI_CONFIG_FILE; fi
    if found=$(mirror); then
        printf 'provider_installation {\n  filesystem_mirror {\n    path = "%s"\n  }\n}\n' "$found" > "$work/terraform.rc"
        export TF_CLI_CONFIG_FILE="$work/terraform.rc"
    else
        # one download for all folders
        mkdir -p .tools/terraform
        export TF_PLUGIN_CACHE_DIR="$PWD/.tools/terraform" TF_PLUGIN_CACHE_MAY_BREAK_DEPENDENCY_LOCK_FILE=true
    fi
    cp -R infra "$work/infra"
    for folder in backend mock_data dist .venv; do ln -s "$PWD/$folder" "$work/$folder"; done
    # Modules take a range of providers; they are tested with the one that the root is applied with.
    version=$(sed -n 's/^ *version = "\([0-9.]*\)".*/\1/p' infra/apps/versions.tf)
    for folder in "$work"/infra/modules/*/; do
        printf 'terraform {\n  required_providers {\n    aws = {\n      source  = "hashicorp/aws"\n      version = "%s"\n    }\n  }\n}\n' \
            "$version" > "${folder}versions_override.tf"
    done
    export TF_IN_AUTOMATION=1 TF_INPUT=0 AWS_EC2_METADATA_DISABLED=true
}

# check NAME COMMAND...: a line with its seconds, and what it said if it failed.
check() {
    local name=$1 output began=$SECONDS
    shift
    if output=$("$@" 2>&1); then
        printf '  ✓ %s (%d s)\n' "$name" "$((SECONDS - began))"
    else
        printf '  ✗ %s\n%s\n' "$name" "$output"
        failed=1
    fi
}

initialised() { terraform -chdir="$work/infra/$1" init -backend=false -no-color; }

sound() {
    initialised "$1" > "$work/init.log" 2>&1 || { cat "$work/init.log" && return 1; }
    terraform -chdir="$work/infra/$1" validate -no-color && terraform -chdir="$work/infra/$1" test -no-color
}

# checkov has many dependencies, so it has an environment of its own.
checkov_is_there() {
    local python
    .tools/checkov/bin/python -m pip show checkov 2> /dev/null | grep -q "^Version: $checkov_wanted\$" && return
    printf '  checkov %s into .tools (once)\n' "$checkov_wanted"
    rm -rf .tools/checkov
    python=$(scripts/find_python.sh 3.13 2> /dev/null || scripts/find_python.sh 3.12 2> /dev/null || command -v python3) &&
        "$python" -m venv .tools/checkov &&
        .tools/checkov/bin/python -m pip install -qq --disable-pip-version-check "checkov==$checkov_wanted"
}

no_findings() { .tools/checkov/bin/python -m checkov.main --directory infra --framework terraform --skip-download --quiet --compact; }

# The zips' hashes are needed, their content is not.
make_placeholder_zips() {
    rm -rf "$work/dist" && mkdir "$work/dist" && touch "$work"/dist/{dreamforge,imaging-layer}-{arm64,x86_64}.zip
}

# One run of a Terraform test for each example: a run cannot read a .tfvars file, so its content is put into the run.
planned() {
    local file folder=tests/planned
    make_placeholder_zips && mkdir -p "$work/infra/apps/$folder"
    {
        printf 'mock_provider "aws" {\n  source = "./tests/aws"\n}\nvariables {\n  stage  = "dev"\n  region = "us-west-2"\n}\n'
        for file in infra/apps/examples/*.tfvars; do
            printf 'run "%s" {\n  command = plan\n  variables {\n%s\n  }\n}\n' "$(basename "$file" .tfvars)" "$(cat "$file")"
        done
    } > "$work/infra/apps/$folder/examples.tftest.hcl"
    terraform -chdir="$work/infra/apps" test -no-color -test-directory="$folder"
}

everything() {
    local folder
    check "terraform: form" terraform fmt -check -recursive -diff infra
    for folder in infra/modules/*/; do
        folder=$(basename "$folder")
        check "terraform: module $folder holds what its tests ask" sound "modules/$folder"
    done
    check "terraform: the root stack holds what its tests ask" sound apps
    check "terraform: each example can be planned" planned
    if checkov_is_there; then
        check "checkov: nothing that is not explained" no_findings
    else
        printf '  ✗ checkov cannot be installed\n'
        failed=1
    fi
    exit $failed
}

rendered() {
    initialised apps > "$work/init.log" 2>&1 || { cat "$work/init.log" >&2 && exit 1; }
    if [ $# -eq 0 ]; then
        terraform -chdir="$work/infra/apps" test -json -verbose -filter=tests/stack.tftest.hcl
    else
        cp "$2" "$work/infra/apps/terraform.tfvars"
        make_placeholder_zips
        terraform -chdir="$work/infra/apps" test -json -verbose -test-directory=tests/examples -var-file="stages/$1.tfvars"
    fi
}

case ${1:-all} in
    all) need_terraform && prepare && everything ;;
    rendered) need_terraform && prepare && rendered "${@:2}" ;;
    examples) need_terraform && prepare && initialised apps > /dev/null && planned ;;
    mirror) mirror ;;
    *) sed -n '4,8s/^# *//p' "$0" >&2 && exit 2 ;;
esac
