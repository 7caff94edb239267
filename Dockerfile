# The server and its screens in an image: `docker build -t chatserver .` (docs/operations.md).
# Any image with Python 3.11 or newer and apt will do.
ARG PYTHON=docker.io/library/python:3.13-slim

FROM ${PYTHON} AS pack
RUN apt-get update && apt-get install -y --no-install-recommends make
WORKDIR /src
COPY . .
RUN make wheel
# The versions that were tested, and nothing that only tests and builds need.
RUN python3 -m venv /opt/chatserver \
    && .venv/bin/uv pip install --python /opt/chatserver --constraint requirements.lock dist/*.whl

FROM ${PYTHON}
COPY --from=pack /opt/chatserver /opt/chatserver
# A number, so that Kubernetes can see that it is not root.
RUN install -d -m 700 -o 10001 -g 10001 /var/lib/chatserver
USER 10001:10001
WORKDIR /var/lib/chatserver
VOLUME /var/lib/chatserver
# Files wait in /var/tmp until they are whole: /tmp may be memory.
ENV PATH=/opt/chatserver/bin:$PATH \
    TMPDIR=/var/tmp \
    CHATSERVER_SERVER__HOST=0.0.0.0
EXPOSE 8080
HEALTHCHECK --start-period=60s --interval=10s --timeout=5s CMD ["python3", "-c", \
    "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8080/readyz', timeout=4)"]
ENTRYPOINT ["chatserver"]
CMD ["serve"]
