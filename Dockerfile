# syntax=docker/dockerfile:1
FROM golang:1.26-bookworm@sha256:a688600ca24f8a4d3ca77f95b0dd40704a9fc787c826660eb7ba0b641b8b175d AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
ARG VERSION=dev
ARG COMMIT=unknown
RUN CGO_ENABLED=0 go build -trimpath -ldflags "-s -w -X main.version=${VERSION} -X main.commit=${COMMIT}" -o /out/ ./cmd/web ./cmd/ionossim \
 && mkdir /out/data

# The simulated cloud by itself, for trying things out: docker build --target ionossim.
FROM gcr.io/distroless/static-debian12:nonroot@sha256:d093aa3e30dbadd3efe1310db061a14da60299baff8450a17fe0ccc514a16639 AS ionossim
COPY --from=build /out/ionossim /ionossim
USER 65532:65532
EXPOSE 9090
ENTRYPOINT ["/ionossim", "-addr", "0.0.0.0:9090"]

# Nothing but the binary, root certificates, time zones and a user without privileges.
FROM gcr.io/distroless/static-debian12:nonroot@sha256:d093aa3e30dbadd3efe1310db061a14da60299baff8450a17fe0ccc514a16639
ARG VERSION=dev
ARG COMMIT=unknown
LABEL org.opencontainers.image.title="Snapdeck" \
      org.opencontainers.image.description="A dashboard for the snapshots of IONOS Cloud volumes" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${COMMIT}"
COPY --from=build /out/web /web
COPY --from=build --chown=65532:65532 /out/data /data
USER 65532:65532
ENV SNAPDECK_ADDR=0.0.0.0:8080 SNAPDECK_DATA=/data
VOLUME /data
EXPOSE 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=15s --timeout=4s --start-period=5s --retries=3 CMD ["/web", "healthcheck"]
ENTRYPOINT ["/web"]
