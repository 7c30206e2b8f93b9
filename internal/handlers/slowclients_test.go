package handlers_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/audit"
	"snapdeck/internal/handlers/web"
)

// smallBuffer is the size of a connection's buffers in bytes; it keeps the amount of data on the way small.
const smallBuffer = 16 << 10

// tcpServer serves a dashboard over connections with small buffers, and reports each connection that it closes.
func (d *dashboard) tcpServer(closed chan<- struct{}) string {
	d.Helper()
	server := httptest.NewUnstartedServer(d.handler)
	server.Config.ConnContext = func(ctx context.Context, conn net.Conn) context.Context {
		_ = conn.(*net.TCPConn).SetWriteBuffer(smallBuffer)
		return ctx
	}
	server.Config.ConnState = func(_ net.Conn, state http.ConnState) {
		if state == http.StateClosed {
			closed <- struct{}{}
		}
	}
	server.Start()
	d.Cleanup(server.Close)
	return server.Listener.Addr().String()
}

// askUnread requests a path over its own connection and does not read the response yet.
func (d *dashboard) askUnread(addr, path string) net.Conn {
	d.Helper()
	conn, err := net.Dial("tcp", addr)
	require.NoError(d, err)
	d.Cleanup(func() { _ = conn.Close() })
	require.NoError(d, conn.(*net.TCPConn).SetReadBuffer(smallBuffer))
	home, err := url.Parse(d.url)
	require.NoError(d, err)
	_, err = fmt.Fprintf(conn, "GET %s HTTP/1.1\r\nHost: %s\r\nCookie: %s\r\n\r\n", path, addr, d.client.Jar.Cookies(home)[0])
	require.NoError(d, err)
	return conn
}

// Over real connections, a client that never reads a page is cut off, while a stream and an export that is read
// slowly survive.
func TestSlowClients_AreCutOffAlone(t *testing.T) {
	t.Parallel()
	const silent, entries = 40, 700
	d := setup(t, func(deps *web.Deps) { deps.ReadTimeout = 500 * time.Millisecond })
	d.logIn("ada", password)
	lines := make([]audit.Entry, entries)
	for i := range lines {
		lines[i] = audit.Entry{Actor: "eve", Action: "create-snapshot", Detail: strings.Repeat("x", 300)}
	}
	d.add(lines...)
	closed := make(chan struct{}, silent+2)
	addr := d.tcpServer(closed)

	stream, err := http.ReadResponse(bufio.NewReader(d.askUnread(addr, "/events?page=%2F")), nil) //nolint:bodyclose // its end is never reached
	require.NoError(t, err)
	require.Equal(t, http.StatusOK, stream.StatusCode)
	export, err := http.ReadResponse(bufio.NewReader(d.askUnread(addr, "/audit.csv")), nil) //nolint:bodyclose // it is read to its end
	require.NoError(t, err)
	require.Equal(t, http.StatusOK, export.StatusCode)

	for range silent {
		d.askUnread(addr, "/audit?per=500")
	}
	for i := range silent {
		select {
		case <-closed:
		case <-time.After(time.Minute):
			require.FailNow(t, "connections that never read are open", "%d of %d were closed", i, silent)
		}
	}

	text, err := io.ReadAll(export.Body)
	require.NoError(t, err, "the export continues while it is read")
	require.Equal(t, entries, strings.Count(string(text), "eve"))
	require.Empty(t, closed, "neither the stream nor the export was closed")
}
