#!/usr/bin/env bash
# Calls every group of the API's operations with a real sign-in, and says which answer is wrong. See --help.
#
# Runs on bash 3.2 (macOS). A group is a function; `main` lists them in order. A call is one statement:
#
#   ask GET "/products?owner=me" 200 shows '"\(.count) products"' check '.count == 2' "both products"
#
# METHOD, path and the expected status (or several, as 202|422), then in any order:
#   send JSON | raw BODY TYPE     what goes in the body; `send_file FILE` for a large one, `secret JSON` for a password,
#                                 `file FILE TYPE` for an upload
#   anonymous                     without the IdToken
#   with "Name: value"            another header
#   shows JQ                      what is shown of the answer in its line
#   check JQ WORDS                what must be true of the answer (jq), and in words
#   check_header NAME REGEX       what a header of the answer must match
#   until_true                    ask again for a few seconds: an index may lag behind its table
# Afterwards BODY is the answer's body, `field JQ` reads from it, and `header NAME` a header.
set -uo pipefail

SECONDS=0
HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
PATIENCE=60 # seconds for one call
POLL_TRIES=8
JOB_TRIES=120
QUIET=0
VERBOSE=0
TRACE=0

usage() {
    cat <<'HELP'
Usage: ./test_api.sh [-q | -v] [-t] [-h]

Signs in, calls every group of the API's operations, looks at each answer, and cleans up what it made.
Ends with 0 when everything is right, with 1 at the first thing that is wrong.

  -q, --quiet    only the summary, or what is wrong
  -v, --verbose  every answer, up to 120 lines of it (tokens and signatures left out)
  -t, --trace    after each call the address of its waterfall in the laptop's console, elsewhere X-Ray's trace id
  -h, --help     this text

Which API:
  1. API_URL, when it is set
  2. the Terraform outputs of infra/apps, when something is deployed from here and PORT is not set
  3. the laptop: http://127.0.0.1:${PORT:-9000}, started with `make serve`
Who signs in:
  TEST_USER and TEST_PASSWORD, when they are set; on the laptop its demo user; otherwise the user TEST_USER
  (dreamforge-test) of USER_POOL_ID in REGION, who is made with the aws CLI if there is none.
Needs bash, curl, jq and python3; the aws CLI only to make a user.
HELP
}

# ---------------------------------------------------------------------------------------------------- what is shown

colours() {
    if [ -t 1 ] && [ -z "${NO_COLOR:-}" ] && [ "${TERM:-dumb}" != dumb ]; then
        GREEN=$'\033[32m' RED=$'\033[31m' BOLD=$'\033[1m' DIM=$'\033[2m' PLAIN=$'\033[0m'
    else
        GREEN='' RED='' BOLD='' DIM='' PLAIN=''
    fi
}

say() { [ "$QUIET" = 1 ] || printf '%s\n' "$*"; }

# stop MESSAGE ADVICE: it cannot even begin.
stop() {
    printf '%s✗ %s%s\n  %s\n' "$RED" "$1" "$PLAIN" "$2" >&2
    exit 1
}

# wrong EXPECTED CAME: the last call's answer is not as it should be.
wrong() {
    printf '%s  ✗ %-6s %s%s\n' "$RED" "$METHOD" "$SHOWN_PATH" "$PLAIN" >&2
    printf '      expected  %s\n      came      %s\n' "$1" "$2" >&2
    printf '      request   %s\n' "$(header X-Request-Id)" >&2
    [ ! -s "$BODY" ] || printf '      answer    %s\n' "$(shortened 600)" >&2
    exit 1
}

# The answer on one line, cut, without anything secret.
shortened() {
    if jq -e . "$BODY" >/dev/null 2>&1; then redacted -c; else LC_ALL=C tr -cd '[:print:]' <"$BODY"; fi | cut -c "1-$1"
}

redacted() {
    jq "$@" '
        def hide: sub("(?<k>X-Amz-(?:Signature|Credential|Security-Token)=)[^&]*"; "\(.k)..."; "g");
        walk(if type == "object" then with_entries(
                 if (.key | test("token$|^session$|^policy$|^x-amz-(signature|credential)$"; "i")) and .key != "next_page_token" and (.value | type) == "string"
                 then .value = "..." else . end)
             elif type == "string" then hide else . end)' "$BODY"
}

# ---------------------------------------------------------------------------------------------------------- one call

CALLS=0
CHECKS=0

header() {
    awk -v name="$1:" 'tolower($1) == tolower(name) { sub(/\r$/, ""); sub(/^[^:]*: */, ""); found = $0 } END { print found }' "$HEAD"
}

field() { jq -r "$1" "$BODY"; }

# fetch [curl's arguments]: what is secret comes by standard input, where no `ps` shows it. Sets STATUS and MS; fails when there was no answer at all, with PROBLEM saying why.
fetch() {
    local told
    CALLS=$((CALLS + 1))
    : >"$BODY"
    : >"$HEAD"
    if ! told=$(curl --silent --show-error --connect-timeout 10 --max-time "$PATIENCE" \
        --output "$BODY" --dump-header "$HEAD" --write-out '%{http_code} %{time_total}' "$@" 2>"$WORK/problem"); then
        STATUS=000 MS=0
        PROBLEM=$(head -n 1 "$WORK/problem")
        return 1
    fi
    STATUS=${told%% *}
    MS=$(awk -v s="${told##* }" 'BEGIN { printf "%.0f", s * 1000 }')
    TOTAL_MS=$((TOTAL_MS + MS))
}

ask() {
    METHOD=$1 SHOWN_PATH=$2
    local expected=$3 shows='' until_true=0 try=1 i config="$SIGNED"
    local arguments=() checks=() words=() names=() patterns=()
    shift 3
    while [ $# -gt 0 ]; do
        case $1 in
            send) arguments+=(--header 'Content-Type: application/json' --data-binary "$2") && shift ;;
            send_file) arguments+=(--header 'Content-Type: application/json' --data-binary "@$2") && shift ;;
            secret) config+=$'\n'"data-binary = $(printf '%s' "$2" | jq -Rs .)" && arguments+=(--header 'Content-Type: application/json') && shift ;;
            file) arguments+=(--form "file=@$2;type=$3") && shift 2 ;;
            raw) arguments+=(--header "Content-Type: $3" --data-binary "$2") && shift 2 ;;
            with) arguments+=(--header "$2") && shift ;;
            anonymous) config='' ;;
            shows) shows=$2 && shift ;;
            check) checks+=("$2") && words+=("$3") && shift 2 ;;
            check_header) names+=("$2") && patterns+=("$3") && shift 2 ;;
            until_true) until_true=1 ;;
            *) stop "ask does not know '$1'" "Read the head of $0." ;;
        esac
        shift
    done
    arguments+=(--config - --request "$METHOD" --url "$API_URL$SHOWN_PATH")

    while :; do
        fetch "${arguments[@]}" <<<"$config" || wrong "an answer" "none: $PROBLEM"
        if [ "$STATUS" = 429 ] && [ "$expected" != 429 ] && wait_our_turn; then continue; fi
        if [ "$until_true" = 0 ] || [ "$try" -ge "$POLL_TRIES" ] || all_true ${checks[@]+"${checks[@]}"}; then break; fi
        try=$((try + 1))
        sleep 1
    done

    case "|$expected|" in *"|$STATUS|"*) ;; *) wrong "status $expected" "status $STATUS" ;; esac
    check_every_answer
    for ((i = 0; i < ${#checks[@]}; i++)); do
        CHECKS=$((CHECKS + 1))
        jq -e "${checks[i]}" "$BODY" >/dev/null 2>&1 || wrong "${words[i]}  (jq: ${checks[i]})" "something else"
    done
    for ((i = 0; i < ${#names[@]}; i++)); do
        CHECKS=$((CHECKS + 1))
        [[ $(header "${names[i]}") =~ ${patterns[i]} ]] ||
            wrong "header ${names[i]} like ${patterns[i]}" "'$(header "${names[i]}")'"
    done
    tell "$shows"
}

all_true() {
    local check
    for check in "$@"; do jq -e "$check" "$BODY" >/dev/null 2>&1 || return 1; done
}

# Too many calls in this minute: not wrong, only to be waited for. A day's allowance is not waited for.
wait_our_turn() {
    local seconds
    seconds=$(header Retry-After)
    [[ $seconds =~ ^[0-9]+$ ]] && [ "$seconds" -le 60 ] || return 1
    say "    ${DIM}waiting ${seconds} s: the API limits how often it is called${PLAIN}"
    sleep "$seconds"
}

# What CONTRACT holds of every answer: a request id, JSON where it says so, and errors in one shape.
check_every_answer() {
    CHECKS=$((CHECKS + 2))
    [ -n "$(header X-Request-Id)" ] || wrong "a header X-Request-Id" "none"
    [ "$(header X-Content-Type-Options)" = nosniff ] || wrong "the header X-Content-Type-Options: nosniff" "none"
    if [ "$STATUS" = 204 ]; then
        CHECKS=$((CHECKS + 1))
        [ ! -s "$BODY" ] || wrong "no body with 204" "$(wc -c <"$BODY") bytes"
    elif [[ $(header Content-Type) == application/json* ]]; then
        CHECKS=$((CHECKS + 1))
        jq -e 'type == "object"' "$BODY" >/dev/null 2>&1 || wrong "a JSON object" "$(header Content-Type), but something else"
    fi
    [ "$STATUS" -ge 400 ] || return 0
    CHECKS=$((CHECKS + 1))
    jq -e '[.error, .message, .request_id] | all(type == "string" and . != "")' "$BODY" >/dev/null 2>&1 ||
        wrong "an error with error, message and request_id" "another shape"
}

# One line for the call; with --verbose the answer as well.
tell() {
    local told=''
    if [ "$STATUS" -ge 400 ]; then
        told=$(field '"\(.error): \(.message)"')
    elif [ -n "$1" ]; then
        told=$(field "$1")
    fi
    tell_line "$told"
    tell_trace
    if [ "$VERBOSE" = 1 ] && [ -s "$BODY" ]; then
        if jq -e . "$BODY" >/dev/null 2>&1; then redacted; else printf '%s bytes\n' "$(wc -c <"$BODY")"; fi |
            sed -e 's/^/      /' -e 120q
    fi
}

tell_line() {
    [ "$QUIET" = 0 ] || return 0
    printf '  %s✓%s %s %-7s %-36s %s%6s ms%s  %s\n' "$GREEN" "$PLAIN" "$STATUS" "$METHOD" \
        "$(cut_to 36 "$SHOWN_PATH")" "$DIM" "$MS" "$PLAIN" "$(cut_to 90 "$1")"
}

# Where the call can be looked at. The recorder of the laptop was switched on at the beginning.
tell_trace() {
    [ "$TRACE" = 1 ] && [ "$QUIET" = 0 ] || return 0
    if [ "$LOCAL" = 1 ]; then
        printf '      %s%s/console/#/requests/%s%s\n' "$DIM" "$API_URL" "$(header x-amzn-RequestId)" "$PLAIN"
    else
        printf '      %s%s%s\n' "$DIM" "$(header X-Amzn-Trace-Id)" "$PLAIN"
    fi
}

cut_to() {
    local text=${2//$'\n'/ }
    if [ "${#text}" -gt "$1" ]; then printf '%s...' "${text:0:$(($1 - 3))}"; else printf '%s' "$text"; fi
}

# opens URL KIND SHAPE: a presigned URL gives a whole file of that kind: png, webp or pdf. A picture's shape is its size,
# such as 1024x1280, or where other models draw its ratio, such as 4:5.
opens() {
    local found
    METHOD=GET SHOWN_PATH='(its presigned URL)'
    fetch --url "$1" </dev/null || wrong "an answer" "none: $PROBLEM"
    [ "$STATUS" = 200 ] || wrong "200 from the presigned URL ${1%%\?*}" "$STATUS"
    CHECKS=$((CHECKS + 2))
    found=$(file_facts "$BODY" "$2" "$3" 2>&1) || wrong "a whole $2 of $3 from ${1%%\?*}" "$found"
    tell_line "$found"
}

file_facts() {
    python3 - "$@" <<'PYTHON'
import struct
import sys
import zlib

path, kind, shape = sys.argv[1:]
with open(path, "rb") as file:
    data = file.read()


def png():
    """Each chunk with its checksum, IEND at the end, and the shape asked for."""
    if data[:8] != b"\x89PNG\r\n\x1a\n" or data[12:16] != b"IHDR":
        sys.exit(f"no PNG: {data[:16]!r}")
    at, name = 8, b""
    while at + 12 <= len(data):
        (length,) = struct.unpack_from(">I", data, at)
        name, end = data[at + 4 : at + 8], at + 8 + length
        if data[end : end + 4] != struct.pack(">I", zlib.crc32(data[at + 4 : end])):
            sys.exit("a PNG that is broken or cut off")
        at = end + 4
    if name != b"IEND" or at != len(data):
        sys.exit("a PNG that is cut off")
    width, height = struct.unpack_from(">II", data, 16)
    if not fits(width, height):
        sys.exit(f"a PNG of {width}x{height}")
    return f"PNG {width}x{height}"


def fits(width, height):
    if "x" in shape:
        return shape == f"{width}x{height}"
    across, down = map(int, shape.split(":"))
    # models draw in steps of 64 pixels
    return abs(width * down - height * across) <= 64 * max(across, down) and min(width, height) >= 512


def pdf():
    if not data.startswith(b"%PDF-") or b"%%EOF" not in data[-1024:]:
        sys.exit(f"no whole PDF: {data[:16]!r}")
    return f"PDF {data[5:8].decode()}"


def webp():
    if data[:4] != b"RIFF" or data[8:16] != b"WEBPVP8 " or len(data) != struct.unpack_from("<I", data, 4)[0] + 8:
        sys.exit(f"no whole WebP: {data[:16]!r}")
    width, height = (side & 0x3FFF for side in struct.unpack_from("<HH", data, 26))
    if not fits(width, height):
        sys.exit(f"a WebP of {width}x{height}")
    return f"WebP {width}x{height}"


print({"png": png, "webp": webp, "pdf": pdf}[kind](), f"{len(data) // 1000} kB", sep=", ")
PYTHON
}

# ------------------------------------------------------------------------------------------ which API, and which caller

find_api() {
    local outputs
    if [ -n "${API_URL:-}" ]; then
        FOUND="API_URL"
    elif [ -z "${PORT:-}" ] && outputs=$(deployed); then
        API_URL=$(jq -r .api_url.value <<<"$outputs")
        USER_POOL_ID=$(jq -r '.user_pool_id.value // empty' <<<"$outputs")
        REGION=$(jq -r '.region.value // empty' <<<"$outputs")
        FOUND="Terraform's outputs"
    else
        API_URL="http://127.0.0.1:${PORT:-9000}"
        FOUND="the laptop"
    fi
    API_URL=${API_URL%/}
    case $API_URL in
        http://127.0.0.1[:/]* | http://localhost[:/]*) LOCAL=1 ;;
        http://* | https://*) LOCAL=0 ;;
        *) stop "API_URL=$API_URL is not a URL." "Name it like API_URL=http://127.0.0.1:9000 $0" ;;
    esac
    [ "$LOCAL" = 0 ] || export no_proxy="127.0.0.1,localhost" NO_PROXY="127.0.0.1,localhost"
    METHOD=GET SHOWN_PATH=/
    fetch --url "$API_URL/" </dev/null ||
        stop "No API answers at $API_URL ($PROBLEM)." "Start the laptop with 'make serve', or name a running API with API_URL."
    if [ "$STATUS" != 200 ] || ! jq -e '.service == "dreamforge-api"' "$BODY" >/dev/null 2>&1; then
        stop "$API_URL/ answers $STATUS, not as DreamForge does." "Name another API with API_URL, or another PORT."
    fi
    CALLS=0 TOTAL_MS=0
}

# The outputs of what was deployed from infra/apps, as JSON; fails when there is nothing.
deployed() {
    command -v terraform >/dev/null && [ -d "$HERE/infra/apps" ] || return 1
    local outputs
    outputs=$(terraform -chdir="$HERE/infra/apps" output -json 2>/dev/null) || return 1
    jq -e .api_url.value <<<"$outputs" >/dev/null 2>&1 && printf '%s' "$outputs"
}

find_user() {
    USERNAME=${TEST_USER:-}
    SECRET=${TEST_PASSWORD:-}
    if [ -n "$SECRET" ]; then
        USERNAME=${USERNAME:-demo}
    elif [ "$LOCAL" = 1 ] && [ -z "${USER_POOL_ID:-}" ]; then
        USERNAME=${USERNAME:-demo}
        SECRET=$(sed -n 's/^DEMO_PASSWORD = "\([^"]*\)".*/\1/p' "$HERE/backend/local/demo.py")
        [ -n "$SECRET" ] || stop "The demo user's password is not to be found in backend/local/demo.py." "Name TEST_USER and TEST_PASSWORD."
    elif [ -n "${USER_POOL_ID:-}" ]; then
        USERNAME=${USERNAME:-dreamforge-test}
        make_user
    else
        stop "Who is to sign in at $API_URL?" \
            "Name TEST_USER and TEST_PASSWORD, or USER_POOL_ID and REGION, where a test user is made with the aws CLI."
    fi
}

# A confirmed user with a random password, which only this shell knows and the next run replaces.
make_user() {
    command -v aws >/dev/null || stop "The aws CLI is missing, with which the test user is made." \
        "https://aws.amazon.com/cli, or name TEST_USER and TEST_PASSWORD."
    SECRET="Aa1-$(python3 -c 'import secrets; print(secrets.token_urlsafe(24))')"
    if ! cognito admin-get-user --username "$USERNAME" >/dev/null 2>&1; then
        cognito admin-create-user --username "$USERNAME" --message-action SUPPRESS \
            --user-attributes "Name=email,Value=$USERNAME@example.com" Name=email_verified,Value=true >/dev/null ||
            stop "The user $USERNAME cannot be made in $USER_POOL_ID." "Look at the credentials and the region of the aws CLI."
        MADE_USER=1
    fi
    printf '%s' "$SECRET" | cognito admin-set-user-password --username "$USERNAME" --password file:///dev/stdin --permanent ||
        stop "The user $USERNAME cannot be given a password." "Look at the permissions of the aws CLI's user."
}

cognito() {
    local command=$1
    shift
    [ -z "${REGION:-}" ] || set -- --region "$REGION" "$@"
    AWS_PAGER='' aws cognito-idp "$command" --user-pool-id "$USER_POOL_ID" "$@"
}

# ---------------------------------------------------------------------------------------------------------- the groups

PRODUCTS=''
CONVERSATIONS=''
ECHOES=''

sign_in() {
    local credentials
    credentials=$(jq -n '{username: env.USERNAME, password: env.SECRET}')
    ask POST /auth/login 200 secret "$credentials" shows '"token for \(.expires_in) s"' \
        check '[.id_token, .access_token, .refresh_token] | all(type == "string" and length > 20)' "three tokens" \
        check '.token_type == "Bearer" and .expires_in > 0' "a Bearer token that is good for a while" \
        check '.challenge == null' "no challenge: the user needs a permanent password"
    local access refresh
    SIGNED=$(field '"header = \"Authorization: Bearer \(.id_token)\""')
    access=$(field '"header = \"Authorization: Bearer \(.access_token)\""')
    refresh=$(jq -c '{refresh_token}' "$BODY")
    ask POST /auth/refresh 200 secret "$refresh" shows '"token for \(.expires_in) s"' \
        check '[.id_token, .access_token, .refresh_token] | all(type == "string" and length > 20)' "three new tokens"
    refresh=$(jq -c '{refresh_token}' "$BODY")
    local first=$SIGNED
    SIGNED=$(field '"header = \"Authorization: Bearer \(.id_token)\""')
    ask GET /status 200 shows '"with the new token: \(.user)"'
    SIGNED=${SIGNED/Bearer /}
    ask GET /status 200 shows '"with the token alone, without Bearer: \(.user)"'
    SIGNED=$access
    ask GET /status 401
    ACCESS=$access
    SIGNED="${first%?????}AAAA\""
    ask GET /status 401
    SIGNED=$first
    ask POST /auth/logout 204 secret "$refresh"
    ask POST /auth/refresh 401 secret "$refresh"
    ask POST /auth/logout 204 secret "$refresh"
    ask POST /auth/login 401 send '{"username": "nobody-at-all", "password": "Not-The-Password-1"}'
    ask POST /auth/refresh 401 send '{"refresh_token": "not a token"}'
    ask POST /auth/login 422 send '{"username": "nobody"}' check '.details[0].field == "password"' "details that name password"
}

# Whether the API is at the root of a custom domain: there /ping and /sping are API Gateway's own health checks.
# https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html
reserves_ping() {
    local rest=${API_URL#*://}
    [ "$LOCAL" = 0 ] && [ "$rest" = "${rest%%/*}" ] && [ "$rest" = "${rest#*.execute-api.}" ]
}

service() {
    ask GET / 200 anonymous shows '"\(.service) \(.version)"' \
        check '.service == "dreamforge-api"' "the service's name" check '.links.docs | endswith("/docs")' "a link to the docs"
    if reserves_ping; then
        printf '  - GET /ping: skipped, API Gateway keeps it to itself at the root of a custom domain\n'
    else
        ask GET /ping 200 anonymous shows '.status' check '. == {status: "ok"}' '{"status": "ok"}'
    fi
    ask GET /health 200 anonymous shows '"\(.status): \([.checks[] | "\(.name) \(.ms) ms"] | join(", "))"' \
        check '.status == "healthy" and all(.checks[]; .ok)' "every dependency well"
    ask GET /docs 200 anonymous check_header Content-Type '^text/html' check_header Content-Security-Policy "default-src 'none'"
    grep -qi '</html>' "$BODY" || wrong "a whole HTML page" "something else"
    ask GET /status 200 shows '"\(.status), \(.environment), \(.user)"' \
        check '.status == "ok" and (.timestamp | test("^[0-9T:-]+\\.[0-9]{3}Z$"))' "ok, and the time in UTC with milliseconds"
    ask GET /me 200 shows '"\(.username), \(.groups | join("+")), \(.allowance.remaining) of \(.allowance.limit) left today"' \
        check '.user_id and (.groups | type == "array") and .allowance.remaining > 0' "a profile with something left of today"
    ME=$(field .user_id)
    IS_ADMIN=$(field '.groups | index("admin") != null')
    ask GET /openapi.json 200 shows '"OpenAPI \(.openapi), \([.paths[] | keys[]] | length) operations"' \
        check '.openapi | startswith("3.")' "an OpenAPI document" check '.paths["/create"].post.responses["201"]' "POST /create in it"
    ask GET "/openapi.json?profile=agent" 200 shows '"\(.info.title), \([.paths[] | keys[]] | length) operations"' \
        check '.paths["/docs"] == null and .paths["/create"].post' "only what speaks JSON"
    ask GET "/openapi.json?profile=other" 422
    ask GET / 200 anonymous with "X-Request-Id: test-api-$$" check_header X-Request-Id "^test-api-$$\$"
}

cors() {
    ask OPTIONS /create 204 anonymous with "Origin: https://shop.example" with "Access-Control-Request-Method: POST" \
        with "Access-Control-Request-Headers: authorization,content-type" \
        check_header Access-Control-Allow-Methods POST check_header Access-Control-Allow-Headers '[Aa]uthorization'
    ask OPTIONS /products/prd_x 204 anonymous with "Origin: https://shop.example" with "Access-Control-Request-Method: PATCH" \
        check_header Access-Control-Allow-Methods 'PATCH.*DELETE|DELETE.*PATCH'
}

forge() {
    ask POST /interpret 200 send '{"q": "Hazme una imagen de Colombia"}' shows '"\(.title), \(.kind), \(.style), \(.palette | join(" "))"' \
        check '.language == "es" and .title != "" and .description != ""' "a brief in the idea's language" \
        check '(.palette | length >= 3) and all(.palette[]; test("^#[0-9A-Fa-f]{6}$"))' "a palette of hex colours" \
        check '.price_cents >= 0 and (.tags | length > 0) and (.keywords | length > 0)' "a price, tags and keywords"
    ask POST /design 200 send "$(jq -c '{brief: .}' "$BODY")" shows '"\(.media_keys | length) file(s) by \(.model)"' \
        check '(.media | length) == (.media_keys | length) and .package.brief.title != ""' "media, and the package they were made from"
    opens "$(field '.media[0].url')" png "$(shape 1024x1280 4:5)"

    PRICE=$((100000 + RANDOM))
    local key="test-api-$$-$RANDOM$RANDOM" poster='{"q": "a lighthouse in a storm"}'
    ask POST /create 201 send "$poster" with "Idempotency-Key: $key" shows '"\(.brief.title), \(.price_cents) \(.currency)"' \
        check '.ids.product_id and .ids.listing_id and .conversation_id' "ids of product, listing and conversation" \
        check '.user_id_defaulted and .message' "the owner defaulted to the caller, and said so" \
        check '.price_cents == .brief.price_cents and .currency == "USD"' "the brief's price in USD" \
        check ".user_id == \"$ME\"" "the caller as its owner"
    keep
    POSTER=$(field .ids.product_id)
    PICTURE=$(field '.design.media[] | select(.role == "print") | .url')
    opens "$PICTURE" png "$(shape 1024x1280 4:5)"
    ask POST /create 201 send "$poster" with "Idempotency-Key: $key" shows '"the first answer again"' \
        check ".ids.product_id == \"$POSTER\"" "the same product" check_header Idempotent-Replayed '^true$'
    ask POST /create 422 send '{"q": "another idea"}' with "Idempotency-Key: $key"

    ask POST /create 201 send "{\"q\": \"a birthday card with a fox\", \"kind\": \"card\", \"price_cents\": $PRICE, \"currency\": \"EUR\"}" \
        shows '"\(.brief.title), \(.price_cents) \(.currency), \(.design.media | map(.type) | join("+"))"' \
        check ".price_cents == $PRICE and .currency == \"EUR\"" "the price that was asked for" \
        check '.brief.kind == "card" and ([.design.media[] | "\(.role) \(.type)"] | sort) == ["art image", "print document", "print image"]' \
        "a card: a print, its PDF, and the art below the text"
    keep
    CARD=$(field .ids.product_id)
    LISTING=$(field .ids.listing_id)
    local pdf
    pdf=$(field '.design.media[] | select(.key | endswith(".pdf")) | .url')
    opens "$(field '.design.media[] | select(.role == "print" and .type == "image") | .url')" png "$(shape 1536x1024 3:2)"
    opens "$pdf" pdf -
    ask POST /create 422 send '{"q": ""}' check '.details[0].field == "q"' "details that name q"
    ask POST /create 422 send '{"q": "x", "kind": "banner", "price_cents": -1}' check '[.details[].field] | index("kind") and index("price_cents")' "details that name both fields"
    [ "$IS_ADMIN" = true ] || ask POST /create 403 send '{"q": "x", "user_id": "somebody-else"}'
}

# What POST /create made, so that cleaning up finds it.
keep() {
    PRODUCTS="$PRODUCTS $(field .ids.product_id)"
    CONVERSATIONS="$CONVERSATIONS $(field .conversation_id)"
}

# shape SIZE RATIO: the laptop's designer draws exactly the size; other models come near the ratio.
shape() { if [ "$LOCAL" = 1 ]; then printf '%s' "$1"; else printf '%s' "$2"; fi; }

products() {
    ask GET /products 400 check '.error == "missing owner/user_id"' "the error that callers know"
    ask GET "/products?owner=me&limit=1" 200 shows '"\(.count) item, more: \(.has_more)"' \
        check '.count == 1 and .has_more and .next_page_token' "one item and a token for the next page" \
        check ".items[0].product.product_id == \"$CARD\"" "the newest first" \
        check '.items[0].product.media[0].url and .items[0].listing.price_cents' "its media with URLs, and its listing" \
        check '.applied_filters | .limit == 1 and has("status") and .status == null' "the filters that were applied"
    local next
    next=$(field '.next_page_token | @uri')
    ask GET "/products?owner=me&limit=1&page_token=$next" 200 shows '"next page: \(.items[0].product.title)"' \
        check ".items[0].product.product_id == \"$POSTER\"" "the one made before"
    ask GET "/products?owner=me&limit=1&page_token=x$next" 400 check '.error == "invalid_page_token"' "a refused token"
    ask GET "/products?owner=me&limit=1&status=draft&page_token=$next" 400 check '.error == "invalid_page_token"' "a token that is bound to its filters"
    ask GET "/products?user_id=$ME&status=draft" 200 shows '"\(.count) drafts"' check 'all(.items[]; .product.status == "draft")' "only drafts"
    ask GET "/products?owner=me&limit=101" 422
    [ "$IS_ADMIN" = true ] || ask GET "/products?owner=somebody-else" 403
    ask GET "/products/$POSTER" 200 shows '"\(.product.title), \(.product.status), version \(.product.version)"' \
        check ".product.product_id == \"$POSTER\" and .product.status == \"draft\"" "the product, a draft" \
        check '.listing.status == "active"' "its listing, active"
    ask PATCH "/products/$POSTER" 200 send '{"title": "Lighthouse, mended", "tags": ["sea", "storm"]}' shows '"\(.product.title), version \(.product.version)"' \
        check '.product.title == "Lighthouse, mended" and .product.tags == ["sea", "storm"] and .product.version == 2' "the changes, in version 2"
    ask PATCH "/products/$POSTER" 200 send '{"lines": [{"role": "date", "text": "3 May"}, {"role": "place", "text": "Old Harbour"}]}' \
        shows '"set again: \(.product.lines | map(.text) | join(", "))"' check '[.product.media[].role] == ["print", "art"]' "print and art"
    opens "$(field '.product.media[0].url')" png "$(shape 1024x1280 4:5)"
    ask GET "/products/$POSTER/print?size=50x70&bleed_mm=3" 200 shows '"\(.width_mm) x \(.height_mm) mm, \(.effective_dpi) pixels to the inch"' \
        check '.width_mm == 500 and .height_mm == 700 and .bleed_mm == 3 and .marks' "a sheet of 50 x 70 cm with marks" \
        check '.effective_dpi >= 150 or (.warnings | length) > 0' "a warning where the picture is small"
    opens "$(field .print.url)" pdf -
    ask GET "/products/$POSTER/print?size=B4" 422 check '.details[0].field == "size"' "details that name the size"
    ask GET "/products/$POSTER/mockup?size=50x70" 200 shows '"\(.picture.key)"' check '.picture.type == "image"' "a picture"
    opens "$(field .picture.url)" webp "1600x1200"
    local art
    ask POST "/products/$POSTER/variations" 202 send '{"count": 2, "seed": 7}' shows '"variations: \(.state)"' check_header Location '/jobs/job_'
    job_ended "$(field .task_id)"
    art=$(field '.result.variations[1].art_key')
    opens "$(field '.result.variations[1].media[0].url')" png "$(shape 1024x1280 4:5)"
    ask POST "/products/$POSTER/art" 200 send "{\"art_key\": \"$art\"}" shows '"art of seed \(.product.seed), version \(.product.version)"' \
        check '.product.seed == 8 and ([.product.media[].role] == ["print", "art"])' "the chosen art, with its seed"
    ask POST "/products/$POSTER/art" 404 send '{"art_key": "uploads/somebody-else/a.png"}'
    ask POST "/products/$POSTER/variations" 422 send '{"count": 5}' check '.details[0].field == "count"' "details that name count"
    ask PATCH "/products/$POSTER" 422 send '{"colour": "red"}' check '.details[0].field == "colour"' "details that name the unknown field"
    ask PATCH "/products/$POSTER" 422 send '{}'
    ask GET /products/prd_00000000000000000000000000 404
}

listings() {
    ask GET "/listings/$LISTING" 200 shows '"\(.price_cents) \(.currency), \(.status)"' check ".product_id == \"$CARD\"" "the card's listing"
    ask PATCH "/listings/$LISTING" 200 send "{\"price_cents\": $((PRICE + 1))}" shows '"\(.price_cents) \(.currency), version \(.version)"' \
        check ".price_cents == $((PRICE + 1)) and .version == 2" "the new price, in version 2"
    local ours="any(.items[]; .listing_id == \"$LISTING\")" priced="min_price_cents=$((PRICE + 1))&max_price_cents=$((PRICE + 1))"
    ask GET "/listings?limit=50" 200 shows '"\(.count) for sale"' check "$ours | not" "a draft is not for sale"
    ask PATCH "/products/$CARD" 200 send '{"status": "active"}' shows '"published: \(.product.status)"' check '.product.status == "active"' "an active product"
    ask GET "/listings?limit=50" 200 until_true shows '"\(.count) for sale, first: \(.items[0].title)"' check "$ours" "ours in the storefront"
    ask GET "/listings?$priced" 200 shows '"\(.count) at that price, picture: \(.items[0].picture.type)"' \
        check "$ours and all(.items[]; .price_cents == $((PRICE + 1)))" "only what has the price" check '.items[0].picture.url' "with the picture's URL"
    ask GET "/listings?min_price_cents=$((PRICE + 2))&max_price_cents=$((PRICE + 3))" 200 shows '"\(.count) above that"' check "$ours | not" "not ours"
    ask GET "/listings?$priced&currency=EUR" 200 check "$ours" "ours among prices in euros"
    ask GET "/listings?$priced&currency=USD" 200 check "$ours | not" "not among prices in dollars"
    ask POST "/listings/$LISTING/requests" 403 send '{"message": "Two, please."}'
    ask POST /listings/lst_00000000000000000000000000/requests 404 send '{"message": "Two, please."}'
    ask POST "/listings/$LISTING/requests" 422 send '{"message": ""}' check '.details[0].field == "message"' "details that name the field"
    ask GET "/requests?limit=1" 200 check '.items | type == "array"' "order requests that we got"
    ask GET "/requests?role=buyer&limit=1" 200 check '.items | type == "array"' "order requests that we sent"
    ask PATCH /requests/req_00000000000000000000000000 404 send '{"status": "closed"}'
    ask GET "/listings?min_price_cents=2&max_price_cents=1" 422
    ask GET "/listings?limit=1&page_token=x" 400
    ask PATCH "/listings/$LISTING" 200 send '{"status": "inactive"}' shows '.status' check '.status == "inactive"' "an inactive listing"
    ask GET "/listings?$priced" 200 until_true shows '"\(.count) at that price"' check "$ours | not" "gone from the storefront"
    ask GET /listings/lst_00000000000000000000000000 404
}

chat() {
    ask POST /chat 200 send '{"message": "Which posters with mountains are there?"}' shows '"\(.answer) [\(.context | length) passages]"' \
        check '.answer != "" and .message_id and (.context | type == "array")' "an answer with its context" \
        check '.usage.input_tokens > 0 and .usage.output_tokens > 0 and .model and .stop_reason' "what it cost"
    local conversation
    conversation=$(field .conversation_id)
    CONVERSATIONS="$CONVERSATIONS $conversation"
    ask POST /chat 200 send "{\"message\": \"And the cheapest of them?\", \"conversation_id\": \"$conversation\", \"temperature\": 0}" \
        shows '.answer' check ".conversation_id == \"$conversation\"" "the same conversation"
    ask POST /chat 200 send "{\"message\": \"Thank you\", \"conversation_id\": \"$conversation\", \"use_context\": false}" \
        shows '.answer' check '.context == []' "no context where none is wanted"
    ask GET "/conversations?limit=5" 200 until_true shows '"\(.count), first: \(.items[0].title)"' \
        check ".items[0].conversation_id == \"$conversation\"" "the newest first"
    ask GET "/conversations/$conversation" 200 shows '"\(.messages | length) messages"' \
        check '[.messages[].role] == ["user", "assistant", "user", "assistant", "user", "assistant"]' "the messages in order" \
        check '.messages[0].text == "Which posters with mountains are there?"' "the first question"
    ask POST /chat 422 send '{"message": "x", "temperature": 1.5}' check '.details[0].field == "temperature"' "details that name temperature"
    ask POST /chat 404 send '{"message": "x", "conversation_id": "conv_00000000000000000000000000"}'
    ask DELETE "/conversations/$conversation" 204
    ask GET "/conversations/$conversation" 404
}

history() {
    ask GET "/history?limit=2" 200 until_true shows '"\(.count), first: \(.items[0].text)"' \
        check '.count == 2 and .has_more and (.items | map(.role)) == ["assistant", "user"]' "the newest first: an answer, and before it what was asked"
    local next
    next=$(field '.next_page_token | @uri')
    ask GET "/history?limit=2&page_token=$next" 200 shows '"next page: \(.items[0].text)"' check '.count > 0' "what was said before"
    ask GET "/history?limit=2&page_token=x$next" 400 check '.error == "invalid_page_token"' "a refused token"
}

# job_ended ID: waits until a job has ended well; BODY is the job then.
job_ended() {
    local try
    METHOD=GET SHOWN_PATH="/jobs/$1"
    for ((try = 1; try <= JOB_TRIES; try++)); do
        fetch --config - --url "$API_URL$SHOWN_PATH" <<<"$SIGNED" || wrong "an answer" "none: $PROBLEM"
        if [ "$STATUS" = 429 ] && wait_our_turn; then continue; fi
        [ "$STATUS" = 200 ] || wrong "status 200" "status $STATUS"
        case $(field .state) in success | fail) break ;; esac
        sleep "$(awk -v n="$try" 'BEGIN { print n < 10 ? n * 0.2 : 2 }')"
    done
    CHECKS=$((CHECKS + 1))
    check_every_answer
    jq -e '.state == "success" and .progress == 100' "$BODY" >/dev/null || wrong "a job that ends as success" "$(field '"\(.state), \(.progress) %: \(.error.message // .step)"')"
    tell "\"\(.kind): \(.state)\""
}

jobs() {
    ask POST /create 202 send '{"q": "a fox in the snow"}' with "Prefer: respond-async" shows '"\(.job_id): \(.state)"' \
        check '.kind == "create" and (.state | IN("waiting", "generating", "success"))' "a job" \
        check_header Location '/jobs/job_' check_header Preference-Applied respond-async
    local job
    job=$(field .job_id)
    job_ended "$job"
    PRODUCTS="$PRODUCTS $(field .result.creation.ids.product_id)"
    CONVERSATIONS="$CONVERSATIONS $(field .result.creation.conversation_id)"
    opens "$(field '.result.creation.design.media[0].url')" png "$(shape 1024x1280 4:5)"
    ask GET "/jobs?limit=5" 200 until_true shows '"\(.count), first: \(.items[0].kind)"' check ".items[0].job_id == \"$job\"" "the newest first"
    ask GET "/status?task_id=$job" 200 shows '"\(.status), task: \(.task.state)"' \
        check ".task.job_id == \"$job\" and .task.state == \"success\"" "the same job as a task"
    ask GET /jobs/job_00000000000000000000000000 404
    ask GET "/status?task_id=job_00000000000000000000000000" 404
}

uploads() {
    make_file png >"$WORK/picture.png" && make_file text >"$WORK/notes.txt"
    ask POST /upload 201 file "$WORK/picture.png" image/png shows '"\(.filename), \(.size) bytes, \(.content_type)"' \
        check '.content_type == "image/png" and (.sha256 | length) == 64 and .filename == "picture.png"' "what was uploaded" \
        check ".size == $(wc -c <"$WORK/picture.png")" "its size"
    UPLOAD=$(field .key)
    opens "$(field .url)" png 96x96
    ask POST /upload 415 file "$WORK/notes.txt" text/plain
    ask POST /upload 415 send '{"file": "x"}'
    ask POST /uploads 201 send "{\"filename\": \"larger.png\", \"content_type\": \"image/png\", \"size\": $(wc -c <"$WORK/picture.png")}" \
        shows '"\(.method) for \(.expires_in) s"' check '.upload_id and .key and .url and .fields and .expires_in > 0' "a form to upload by"
    LARGER=$(field .key)
    send_form "$WORK/picture.png"
    ask POST /uploads 422 send '{"filename": "a.txt", "content_type": "text/plain", "size": 5}' check '.details[0].field == "content_type"' "details that name content_type"
}

# send_form FILE: sends a file by the presigned form in BODY, as a browser does.
send_form() {
    local name value form=()
    while IFS=$'\t' read -r name value; do form+=(--form-string "$name=$value"); done <<<"$(field '.fields | to_entries[] | "\(.key)\t\(.value)"')"
    METHOD=POST SHOWN_PATH='(its presigned form)'
    CHECKS=$((CHECKS + 1))
    fetch "${form[@]}" --form "file=@$1" --url "$(field .url)" </dev/null || wrong "an answer" "none: $PROBLEM"
    [[ $STATUS == 20[014] ]] || wrong "200, 201 or 204 from the store" "status $STATUS"
    tell_line "it is there"
}

# make_file png|wav|text: a small file of that kind.
make_file() {
    python3 - "$1" <<'PYTHON'
import struct
import sys
import zlib


def chunk(name, content):
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def png(side=96):
    rows = b"".join(b"\0" + bytes(255 * (x + y) // (2 * side) for x in range(side)) for y in range(side))
    header = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def wav(samples=800):
    sound = bytes(128 + (x % 20) for x in range(samples))
    form = b"WAVEfmt " + struct.pack("<IHHIIHH", 16, 1, 1, 8000, 8000, 1, 8) + b"data" + struct.pack("<I", samples) + sound
    return b"RIFF" + struct.pack("<I", len(form)) + form


sys.stdout.buffer.write({"png": png, "wav": wav, "text": lambda: b"hello\n"}[sys.argv[1]]())
PYTHON
}

generate() {
    ask POST /generate 202 send '{"prompt": "a lighthouse in a storm, flat colours", "aspect_ratio": "16:9"}' shows '"\(.task_id): \(.state)"' \
        check_header Location '/jobs/job_' check '.task_id and .state' "a task"
    job_ended "$(field .task_id)"
    opens "$(field '.result.result_urls[0]')" png 16:9
    local key
    # what draws from words only says so
    for key in "$UPLOAD" "$LARGER"; do
        ask POST /generate "$(restyles)" send "{\"prompt\": \"as a woodcut\", \"input_key\": \"$key\"}" shows '"from an upload: \(.state)"'
        if [ "$STATUS" = 202 ]; then
            job_ended "$(field .task_id)"
            opens "$(field '.result.result_urls[0]')" png 1:1
        fi
    done
    if [ "$LOCAL" = 1 ] || [ -n "${KIE:-}" ]; then
        ask POST /generate 202 send "{\"prompt\": \"as a woodcut\", \"provider\": \"kie\", \"input_key\": \"$LARGER\"}" shows '"by KIE: \(.state)"'
        job_ended "$(field .task_id)"
        opens "$(field '.result.result_urls[0]')" png 1:1
    fi
    ask POST /generate 404 send '{"prompt": "x", "input_key": "uploads/somebody-else/up_00000000000000000000000000.png"}'
    ask POST /generate 422 send "{\"prompt\": \"x\", \"input_key\": \"$UPLOAD\", \"input_url\": \"https://example.com/a.png\"}"
    ask POST /generate 422 send '{"prompt": "x", "aspect_ratio": "5:1"}' check '.details[0].field == "aspect_ratio"' "details that name aspect_ratio"
}

# The status with which a picture to start from is taken: the laptop's image model takes one, others may not.
restyles() { if [ "$LOCAL" = 1 ]; then printf 202; else printf '202|422'; fi; }

echoes() {
    make_file wav >"$WORK/moment.wav"
    ask POST /echoes/init-upload 201 send "{\"filename\": \"moment.wav\", \"content_type\": \"audio/wav\", \"size\": $(wc -c <"$WORK/moment.wav")}" \
        shows '"\(.echo_id), \(.expires_in) s"' check '.echo_id and .url and .fields and .expires_in == 3600' "an id and a form that is good for an hour"
    local echo audio moment='{"emotion": "joy", "timestamp": "2026-11-21T12:00:00Z", "tags": ["sea"], "location": {"lat": 4.6, "lng": -74.1}, "transcript": "The waves were so loud, and we laughed."}'
    echo=$(field .echo_id)
    cp "$BODY" "$WORK/slot"
    ask POST "/echoes?echo_id=$echo" 409 send "$moment"
    cp "$WORK/slot" "$BODY"
    send_form "$WORK/moment.wav"
    ECHOES="$ECHOES $echo"
    ask POST "/echoes?echo_id=$echo" 201 send "$moment" shows '"\(.emotion), mood: \(.detected_mood)"' \
        check ".echo_id == \"$echo\" and .emotion == \"joy\" and .tags == [\"sea\"] and .location.lat == 4.6" "the echo"
    ask GET "/echoes?emotion=joy&limit=5" 200 until_true shows '"\(.count) of joy"' check ".items[0].echo_id == \"$echo\"" "the newest first"
    ask GET "/echoes/random?emotion=joy" 200 shows '.echo_id' check '.emotion == "joy"' "one of them"
    ask GET "/echoes/$echo" 200 shows '.transcript' \
        check '(.timestamp | startswith("2026-11-21T12:00:00")) and .audio.type == "audio"' "its time and its audio"
    audio=$(field .audio.url)
    METHOD=GET SHOWN_PATH='(the audio by its presigned URL)'
    CHECKS=$((CHECKS + 1))
    fetch --url "$audio" </dev/null || wrong "an answer" "none: $PROBLEM"
    cmp -s "$BODY" "$WORK/moment.wav" || wrong "the audio that was uploaded" "status $STATUS, $(wc -c <"$BODY") bytes"
    tell_line "byte by byte what was uploaded"
    ask POST /echoes/init-upload 422 send '{"filename": "a.wav", "content_type": "audio/wav", "size": 999999999}' check '.details[0].field == "size"' "details that name size"
    ask DELETE "/echoes/$echo" 204
    ECHOES=''
    ask GET "/echoes/$echo" 404
}

datasets() {
    ask GET "/users?limit=2" 200 shows '"\(.count) of \(.total): \([.items[].name] | join(", "))"' \
        check '.count == 2 and .total > 2 and (.items | length) == 2' "two of many"
    local second
    second=$(field '.items[1].user_id')
    ask GET "/users?limit=1&offset=1" 200 shows '.items[0].name' check ".items[0].user_id == \"$second\"" "the second"
    ask GET "/users?role=admin" 200 shows '"\(.total) admins"' check '.total > 0 and all(.items[]; .role == "admin")' "only admins"
    ask GET "/orders?status=delivered&limit=3" 200 shows '"\(.total) delivered"' \
        check '.count > 0 and all(.items[]; .status == "delivered" and (.items | length) > 0)' "delivered orders with their line items"
    ask GET "/catalog?kind=poster&language=es" 200 shows '"\(.total) posters, first: \(.items[0].title)"' \
        check '.count > 0 and all(.items[]; .kind == "poster" and .language == "es")' "only posters in Spanish"
    ask GET "/catalog?colour=red" 422 check '.details[0].field == "colour"' "details that name the unknown filter"
    ask GET "/orders?status=lost" 422
}

# rpc METHOD PARAMS [what ask takes]: a message of an MCP client.
rpc() {
    local method=$1 params=$2
    shift 2
    ask POST /mcp 200 send "{\"jsonrpc\": \"2.0\", \"id\": 1, \"method\": \"$method\", \"params\": $params}" "$@"
}

# tool NAME ARGUMENTS [what ask takes]: a call of a tool.
tool() {
    local name=$1 arguments=$2
    shift 2
    rpc tools/call "{\"name\": \"$name\", \"arguments\": $arguments}" "$@"
}

mcp() {
    local ping='{"jsonrpc": "2.0", "id": 1, "method": "ping"}' told id="$SIGNED" meta
    ask POST /mcp 401 anonymous send "$ping"
    # API Gateway renames this header of a function's own answer; where its authorizer answers, it has its name
    told=$(header WWW-Authenticate)$(header X-Amzn-Remapped-WWW-Authenticate)
    [[ $told == *resource_metadata=* ]] || wrong "a WWW-Authenticate with resource_metadata" "'$told'"
    ask POST /mcp 401 anonymous with "Authorization: Bearer not.a.token" send "$ping"
    ask GET /.well-known/oauth-protected-resource 200 anonymous shows .resource check '.resource | endswith("/mcp")' "the MCP endpoint"
    ask GET /.well-known/oauth-protected-resource/mcp 200 anonymous check '.bearer_methods_supported == ["header"]' "the same"
    ask GET /.well-known/oauth-authorization-server '200|404' anonymous
    ask GET /mcp 405 check_header Allow POST
    ask POST /mcp 415 raw x text/plain
    ask POST /mcp 403 with "Origin: https://evil.invalid" send "$ping"
    rpc initialize '{"protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": {"name": "test_api.sh", "version": "1"}}' \
        shows '"\(.result.serverInfo.name) speaks \(.result.protocolVersion)"' check '.result.protocolVersion == "2025-11-25"' "the client's version"
    ask POST /mcp 202 send '{"jsonrpc": "2.0", "method": "notifications/initialized"}'
    rpc tools/list '{}' shows '"\(.result.tools | length) tools: \([.result.tools[].name] | join(", "))"' \
        check '.result.tools | length > 15 and all(.[]; .inputSchema.type == "object" and .outputSchema.type == "object")' "tools with their schemas"
    meta='"_meta": {"io.modelcontextprotocol/protocolVersion": "2026-07-28", "io.modelcontextprotocol/clientCapabilities": {}}'
    rpc server/discover "{$meta}" with "MCP-Protocol-Version: 2026-07-28" with "Mcp-Method: server/discover" \
        shows '.result.supportedVersions | join(", ")' check '.result.supportedVersions[0] == "2026-07-28"' "both eras"
    SIGNED=$ACCESS
    tool get_me '{}' shows '"with the access token: \(.result.structuredContent.username)"' \
        check ".result.structuredContent.user_id == \"$ME\"" "the same caller as with the IdToken"
    SIGNED=$id
    tool list_products '{"limit": 1}' shows '.result.content[0].text' check ".result.structuredContent.items[0].product.product_id" "a product"
    tool get_product "{\"product_id\": \"$POSTER\"}" shows .result.structuredContent.product.title check '.result.isError == false' "a result"
    opens "$(field '.result.structuredContent.product.media[0].url')" png "$(shape 1024x1280 4:5)"
    tool get_product '{"product_id": "prd_00000000000000000000000000"}' shows '.result.content[0].text' \
        check '.result.isError and (.result.content[0].text | fromjson | .error == "not_found")' "an error that an agent can read"
    rpc no/such/method '{}' shows .error.message check '.error.code == -32601' "an error of JSON-RPC"
}

errors() {
    local path
    ask GET / 200 anonymous check '.openapi_public | type == "boolean"' "whether the document needs a token"
    if [ "$(field .openapi_public)" = true ]; then
        ask GET /openapi.json 200 anonymous
    else
        ask GET /openapi.json 401 anonymous check_header WWW-Authenticate .
    fi
    for path in /status /me "/products?owner=me" /listings /conversations /users; do
        ask GET "$path" 401 anonymous check_header WWW-Authenticate .
    done
    ask POST /create 401 anonymous send '{"q": "x"}'
    ask POST /create 401 anonymous with "Authorization: Bearer not.a.token" send '{"q": "x"}'
    ask GET /nothing/here 404
    ask PUT /products 405 send '{}' check_header Allow GET
    ask DELETE /create 405 check_header Allow POST
    ask POST /create 400 send '{"q": '
    ask POST /create 415 raw 'q=x' application/x-www-form-urlencoded
    ask POST /create 422 send '{"q": "x", "size": "huge"}' check '.details[0].field == "size"' "details that name the unknown field"
    python3 -c 'print("{\"q\": \"" + "x" * 2000000 + "\"}")' >"$WORK/large"
    ask POST /create 413 send_file "$WORK/large"
}

clean_up() {
    local product
    for product in $PRODUCTS; do
        ask DELETE "/products/$product" 204
        ask GET "/products/$product" 404
    done
    ask GET '/products?owner=me&status=deleted&limit=1' 200 check '.items[0].product.deleted_at' "a product in the bin"
    ask POST "/products/$POSTER/restore" 200 check '.product.deleted_at == null' "the product as it was"
    for product in $PRODUCTS; do
        ask DELETE "/products/$product?purge=true" 204
    done
    ask DELETE "/products/$POSTER" 404
    METHOD=GET SHOWN_PATH='(the picture of a deleted product)'
    fetch --url "$PICTURE" </dev/null || wrong "an answer" "none: $PROBLEM"
    [[ $STATUS == 40[34] ]] || wrong "403 or 404: the picture is gone" "status $STATUS"
    tell_line "it does not open any more"
    PRODUCTS=''
}

# ------------------------------------------------------------------------------------------------------- all of it

# group NAME FUNCTION: runs it, and remembers what it took for the table at the end.
group() {
    local calls_before=$CALLS checks_before=$CHECKS ms_before=$TOTAL_MS
    say "$BOLD$1$PLAIN"
    "$2"
    SUMMARY="$SUMMARY$(printf '  %-14s %5d %8d %8d' "$1" $((CALLS - calls_before)) $((CHECKS - checks_before)) $((TOTAL_MS - ms_before)))"$'\n'
}

# However it ends, nothing of this script stays: what was made, the tokens, and the user if there was none before.
leave() {
    local id
    trap - EXIT
    for id in $PRODUCTS; do erase "/products/$id"; done
    for id in $CONVERSATIONS; do erase "/conversations/$id"; done
    for id in $ECHOES; do erase "/echoes/$id"; done
    [ "$MADE_USER" = 0 ] || cognito admin-delete-user --username "$USERNAME" >/dev/null 2>&1
    rm -rf "$WORK"
}

erase() { curl --silent --max-time 10 --output /dev/null --config - --request DELETE --url "$API_URL$1" <<<"$SIGNED"; }

main() {
    while [ $# -gt 0 ]; do
        case $1 in
            -q | --quiet) QUIET=1 ;;
            -v | --verbose) VERBOSE=1 ;;
            -t | --trace) TRACE=1 ;;
            -h | --help) usage && exit 0 ;;
            *) usage >&2 && exit 2 ;;
        esac
        shift
    done
    colours
    local program
    for program in curl jq python3; do
        command -v "$program" >/dev/null || stop "$program is missing." "Install it: apt-get install $program, or brew install $program."
    done
    SIGNED='' PROBLEM='' SUMMARY='' MADE_USER=0 TOTAL_MS=0
    export USERNAME SECRET
    WORK=$(mktemp -d "${TMPDIR:-/tmp}/test_api.XXXXXX") || stop "There is no room for temporary files." "Set TMPDIR."
    BODY=$WORK/body HEAD=$WORK/head
    trap leave EXIT
    trap 'exit 130' INT TERM
    find_api
    find_user
    if [ "$TRACE" = 1 ] && [ "$LOCAL" = 1 ]; then
        fetch --url "$API_URL/console/api/session" </dev/null && [ "$STATUS" = 200 ] ||
            stop "$API_URL has no console." "Leave out --trace: only the laptop of make serve has one."
        CALLS=0 TOTAL_MS=0
    fi
    say "${BOLD}DreamForge${PLAIN} at $API_URL ($FOUND), as $USERNAME"

    group "sign-in" sign_in
    group "service" service
    group "CORS" cors
    group "forge" forge
    group "products" products
    group "listings" listings
    group "chat" chat
    group "history" history
    group "jobs" jobs
    group "uploads" uploads
    group "generate" generate
    group "echoes" echoes
    group "datasets" datasets
    group "mcp" mcp
    group "errors" errors
    group "cleaning up" clean_up

    say "" && say "$(printf '  %-14s %5s %8s %8s' group calls checks ms)"
    say "${SUMMARY%$'\n'}"
    printf '%s✓ all is well%s: %d calls, %d checks, %d groups, %d s\n' "$GREEN" "$PLAIN" "$CALLS" "$CHECKS" \
        "$(printf '%s' "$SUMMARY" | grep -c .)" "$SECONDS"
}

main "$@"
