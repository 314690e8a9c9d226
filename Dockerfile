# syntax=docker/dockerfile:1
# The API as an image, and the laptop that docker-compose.yml sets beside it; docs/container.md has the commands.
# Base images are pinned by the digest of their multi-platform index, so a tag that moves changes nothing. For security
# fixes update tag and digest together: `docker buildx imagetools inspect python:3.13-slim` prints the digest.
ARG PYTHON=python:3.13.15-slim-trixie@sha256:7c61056e61ac89e852de05f3dc6fa51a6dd2181797bceed46aa725dd7cb2cd3b
ARG ADAPTER=public.ecr.aws/awsguru/aws-lambda-adapter:1.0.1@sha256:1e5ab4d9242167500ed8a7bed8a79b448228aaa51cf382fb51fe4bf8a5f9a811

FROM ${ADAPTER} AS adapter

# Packages of poetry.lock, each file checked against its hash there. Nothing is built, so no compiler is needed.
FROM ${PYTHON} AS build
WORKDIR /build
COPY poetry.lock ./
COPY scripts/locked.py scripts/
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PIP_ROOT_USER_ACTION=ignore

FROM build AS api-packages
RUN python scripts/locked.py main imaging container > requirements.txt
RUN pip install --no-deps --require-hashes --only-binary=:all: --no-compile --target /packages -r requirements.txt
RUN python -m compileall -q --invalidation-mode unchecked-hash /packages

FROM build AS laptop-packages
RUN python scripts/locked.py main imaging local > requirements.txt
RUN pip install --no-deps --require-hashes --only-binary=:all: --no-compile --target /packages -r requirements.txt
RUN python -m compileall -q --invalidation-mode unchecked-hash /packages

# Our code, compiled as the packages are, and readable for whoever runs it.
FROM ${PYTHON} AS api-code
WORKDIR /code
COPY backend/__init__.py backend/
COPY backend/api backend/api
COPY backend/container backend/container
COPY backend/adapters backend/adapters
COPY backend/bootstrap backend/bootstrap
COPY backend/domain backend/domain
COPY backend/framework backend/framework
COPY infra/modules/dynamodb/tables.json infra/modules/dynamodb/
COPY mock_data/schemas mock_data/schemas
RUN python -m compileall -q --invalidation-mode unchecked-hash backend && chmod -R a+rX .

# Descriptions of AWS, prepared with the botocore that ships: the first client costs a fraction of the time.
FROM api-packages AS api-aws
COPY scripts/prepare_aws.py scripts/
COPY --from=api-code /code /code
RUN python -B scripts/prepare_aws.py /packages /code

FROM ${PYTHON} AS laptop-code
WORKDIR /code
COPY backend backend
COPY mock_data mock_data
COPY infra/modules/dynamodb/tables.json infra/modules/dynamodb/
COPY web web
RUN python -m compileall -q --invalidation-mode unchecked-hash backend && chmod -R a+rX .
RUN mkdir -p /volumes/cloud /volumes/data

FROM ${PYTHON} AS runtime
ENV PYTHONPATH=/opt/packages PYTHONDONTWRITEBYTECODE=1
WORKDIR /var/task
# Whoever: a number, so that Kubernetes can see that it is not root. Lambda has a user of its own.
USER 10001:10001

FROM runtime AS laptop
COPY --from=laptop-code --chown=10001:10001 /volumes /
COPY --from=laptop-packages /packages /opt/packages
COPY --from=laptop-code /code ./
CMD ["python", "-m", "backend.local.sidecar", "/cloud/environment", "--port", "9000", "--data", "/data"]
HEALTHCHECK --interval=5s --timeout=3s --start-period=30s CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:9000/ping', timeout=2)"]

FROM runtime AS api
# An extension that Lambda starts, and nobody else: it hands each invocation to our port as an HTTP request.
COPY --from=adapter /lambda-adapter /opt/extensions/lambda-adapter
COPY --from=api-packages /packages /opt/packages
COPY --from=api-code /code ./
COPY --from=api-aws /code/backend/bootstrap/aws.marshal backend/bootstrap/
ENV LISTEN=0.0.0.0 PORT=8080 PUBLIC_URL= TRUSTED_PROXIES= AWS_LWA_READINESS_CHECK_PATH=/ping
EXPOSE 8080
CMD ["sh", "-c", "exec python -m backend.container --host \"$LISTEN\" --port \"$PORT\" --public-url \"$PUBLIC_URL\" --trusted-proxy \"$TRUSTED_PROXIES\""]
HEALTHCHECK --interval=30s --timeout=3s --start-period=10s CMD ["python", "-c", "import os, urllib.request as r; r.urlopen(f'http://127.0.0.1:{os.environ[\"PORT\"]}/ping', timeout=2)"]
