package main

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"
)

// bareRow is a row of the baseline's table, as long as one of the real page.
type bareRow struct {
	id, href, name, location, state, volumes, size, servers, snapshots, changed string
}

// bare is an echo server with one page of a given size.
type bare struct {
	addr   string
	server *http.Server
}

// startBare serves a page of rows, padded to an exact number of bytes.
func startBare(rows, bytes int) (*bare, error) {
	e := echo.New()
	e.HideBanner = true
	list := bareRows(rows)
	padding, err := paddingFor(list, bytes)
	if err != nil {
		return nil, err
	}
	e.GET("/", func(c echo.Context) error {
		c.Response().Header().Set(echo.HeaderContentType, echo.MIMETextHTMLCharsetUTF8)
		return barePage(list, padding).Render(c.Request().Context(), c.Response())
	})
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("listen for the yardstick: %w", err)
	}
	b := &bare{addr: listener.Addr().String(), server: &http.Server{Handler: e}}
	go func() { _ = b.server.Serve(listener) }() // ends by close
	return b, nil
}

func (b *bare) close() error { return b.server.Close() }

func bareRows(n int) []bareRow {
	rows := make([]bareRow, n)
	for i := range rows {
		id := fmt.Sprintf("row-%08x-aaaa-4bbb-8ccc-0123456789ab", i)
		rows[i] = bareRow{
			id: id, href: "/datacenters/" + id, name: "prod-web-fra", location: "de/fra", state: "Available",
			volumes: "10", size: "460 GB", servers: "6", snapshots: "1", changed: "11 days ago",
		}
	}
	return rows
}

func paddingFor(rows []bareRow, bytes int) (string, error) {
	var page strings.Builder
	if err := barePage(rows, "").Render(context.Background(), &page); err != nil {
		return "", fmt.Errorf("render the yardstick: %w", err)
	}
	return strings.Repeat("x", max(0, bytes-page.Len())), nil
}
