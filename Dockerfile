# syntax=docker/dockerfile:1
FROM golang:1.26-bookworm AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
ARG VERSION=dev
ARG COMMIT=unknown
RUN CGO_ENABLED=0 go build -trimpath -ldflags "-s -w -X main.version=${VERSION} -X main.commit=${COMMIT}" -o /out/ ./cmd/web ./cmd/ionossim \
 && mkdir /out/data

# The simulated cloud by itself, for trying things out: docker build --target ionossim.
FROM gcr.io/distroless/static-debian12:nonroot AS ionossim
COPY --from=build /out/ionossim /ionossim
USER 65532:65532
EXPOSE 9090
ENTRYPOINT ["/ionossim", "-addr", "0.0.0.0:9090"]

# Nothing but the binary, root certificates, time zones and a user without privileges.
FROM gcr.io/distroless/static-debian12:nonroot
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
