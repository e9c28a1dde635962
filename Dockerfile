# CoopIntEer as one image: web, worker and scheduler run from it (docker-compose.yml).

# -- build: compiler and headers stay in this stage; psycopg2 is built against the system's libpq ------------------
FROM python:3.11-slim-bookworm AS build
RUN apt-get update \
 && apt-get install -y --no-install-recommends gcc libc6-dev libpq-dev \
 && rm -rf /var/lib/apt/lists/*
ENV PATH=/venv/bin:$PATH PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
COPY requirements/production.txt /tmp/production.txt
RUN python -m venv /venv \
 && pip install --require-hashes --no-binary psycopg2 -r /tmp/production.txt
WORKDIR /house
COPY . .
RUN pybabel compile -d locale -D django \
 && MODE=production DATA_DIR=/tmp/data STATIC_ROOT=/house/collected \
    SECRET_KEY=only-to-collect-the-style-sheets-0123456789-abcdefghijklmnop \
    ALLOWED_HOSTS=localhost SITE_URL=https://localhost DATABASE_URL=postgres://localhost/none \
    REDIS_URL=redis://localhost EMAIL_URL=smtp://localhost \
    python manage.py prepare --static \
 && python -m compileall -q .

# -- run: only what is used -----------------------------------------------------------------------------------------
FROM python:3.11-slim-bookworm
RUN apt-get update \
 && apt-get install -y --no-install-recommends libpq5 libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --uid 10001 --create-home --home-dir /data house
COPY --from=build /venv /venv
COPY --from=build /house /house
WORKDIR /house
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 \
    HOST=0.0.0.0 PORT=8000 DATA_DIR=/data STATIC_ROOT=/house/collected
USER house
VOLUME /data
EXPOSE 8000
# that of the web process; the worker has its own in docker-compose.yml
HEALTHCHECK --interval=30s --timeout=10s --start-period=30s \
  CMD ["python", "-c", "import os, urllib.request; urllib.request.urlopen('http://127.0.0.1:' + os.environ['PORT'] + '/readyz', timeout=8)"]
CMD ["python", "manage.py", "serve", "web"]
