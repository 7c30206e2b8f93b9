package main

import (
	"bytes"
	"context"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"snapdeck/internal/cloud/ionossim"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// firstLine is a writer that reports the first line written to it.
type firstLine struct{ lines chan string }

func (f firstLine) Write(text []byte) (int, error) {
	f.lines <- string(text)
	return len(text), nil
}

// The program is started, called and stopped by a signal.
func TestRun_StartAndStop(t *testing.T) {
	t.Parallel()
	state := filepath.Join(t.TempDir(), "cloud.json")
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	out, ended := firstLine{make(chan string, 1)}, make(chan error, 1)
	go func() {
		args := []string{"-addr", "127.0.0.1:0", "-token", "t", "-state", state, "-admin", "-fault", "GET /contracts 503 x1"}
		ended <- run(ctx, args, out, &bytes.Buffer{})
	}()
	line := <-out.lines
	require.Regexp(t, `^IONOS_API_URL=http://127\.0\.0\.1:\d+/cloudapi/v6 IONOS_TOKEN=t\n$`, line)
	base, _, _ := strings.Cut(strings.TrimPrefix(line, "IONOS_API_URL="), " ")
	for _, want := range []int{http.StatusServiceUnavailable, http.StatusOK} {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, base+"/contracts", nil)
		require.NoError(t, err)
		r.Header.Set("Authorization", "Bearer t")
		r.Close = true
		response, err := http.DefaultClient.Do(r)
		require.NoError(t, err)
		require.NoError(t, response.Body.Close())
		require.Equal(t, want, response.StatusCode)
	}
	stop()
	require.NoError(t, <-ended)
	text, err := os.ReadFile(state)
	require.NoError(t, err)
	require.Contains(t, string(text), "prod-web-fra")
}

func TestRun_Mistakes(t *testing.T) {
	t.Parallel()
	for _, args := range [][]string{
		{"-nonsense"}, {"extra"}, {"-speed", "-1"}, {"-fault", "GET / nonsense"}, {"-addr", "nowhere:nothing"}, {"-state", "/nowhere/at/all.json"},
	} {
		err := run(t.Context(), args, &bytes.Buffer{}, &bytes.Buffer{})
		require.Error(t, err, args)
		require.Equal(t, 1, exitCode(err, &bytes.Buffer{}))
	}
}

func TestRun_Help(t *testing.T) {
	t.Parallel()
	var help bytes.Buffer
	require.Zero(t, exitCode(run(t.Context(), []string{"-h"}, &bytes.Buffer{}, &help), &bytes.Buffer{}))
	for _, word := range []string{"-addr", "-fault", "504-after", "-datacenters", "METHOD ROUTE KIND"} {
		require.Contains(t, help.String(), word)
	}
	for _, kind := range ionossim.Kinds() {
		require.Contains(t, help.String(), "  "+string(kind.Kind)+" ")
		require.Contains(t, help.String(), kind.Text)
	}
}

// Every route must be in the help and in the README.
func TestHelp_NamesRoutes(t *testing.T) {
	t.Parallel()
	var help bytes.Buffer
	require.NoError(t, run(t.Context(), []string{"-h"}, &bytes.Buffer{}, &help))
	readme, err := os.ReadFile("../../README.md")
	require.NoError(t, err)
	for _, route := range ionossim.Routes() {
		require.Contains(t, help.String(), "  "+route+"\n")
		require.Contains(t, string(readme), "`"+route+"`")
	}
}
