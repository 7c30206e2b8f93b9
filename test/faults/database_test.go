package faults

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"snapdeck/internal/store/postgrestest"
)

const cannotWrite = "Snapdeck cannot write to its database since "

// postForm matches a POST form up to its end.
var postForm = regexp.MustCompile(`(?s)<form[^>]*method="post".*?</form>`)

// usableButtons returns the enabled buttons that send a POST form.
func usableButtons(text string) []string {
	var usable []string
	for _, form := range postForm.FindAllString(text, -1) {
		if strings.Contains(form, `action="/theme"`) {
			continue
		}
		for _, button := range regexp.MustCompile(`<button[^>]*>`).FindAllString(form, -1) {
			if !strings.Contains(button, " disabled") && !strings.Contains(button, `type="button"`) {
				usable = append(usable, button)
			}
		}
	}
	return usable
}

// request requests a snapshot, which writes to the database.
func (a *testApp) request(t *testing.T, key string) (int, string) {
	t.Helper()
	vol := a.sim.Volumes()[0]
	status, text, _ := a.postOnce(t, "/datacenters/"+vol.DatacenterID+"/volumes/"+vol.ID+"/snapshots", url.Values{"key": {key}, "name": {key}})
	return status, text
}

func (a *testApp) status(t *testing.T, path string) int {
	t.Helper()
	status, _ := a.get(t, path)
	return status
}

// wantOnlyReadable requires that a dashboard with a read-only database serves every page with a notice, that no
// form can be sent, and that probes fail.
func (a *testApp) wantOnlyReadable(t *testing.T) {
	t.Helper()
	var text string
	eventually(t, "a form is refused", func() bool { // the log of a database may have some room left
		var status int
		status, text = a.request(t, uuid.NewString())
		require.Contains(t, []int{http.StatusSeeOther, http.StatusServiceUnavailable}, status, text)
		return status == http.StatusServiceUnavailable
	})
	require.Contains(t, text, cannotWrite)
	eventually(t, "the probe fails", func() bool { return a.status(t, "/readyz") == http.StatusServiceUnavailable })
	require.Equal(t, http.StatusOK, a.status(t, "/healthz"))
	for _, path := range append(a.everyPage(t), "/sources", "/audit", "/find", "/saved") {
		status, text := a.get(t, path)
		if status == http.StatusNotFound {
			continue
		}
		require.Equal(t, http.StatusOK, status, path)
		require.Contains(t, text, cannotWrite, path)
		require.Empty(t, usableButtons(text), path)
	}
	status, _ := a.post(t, "/theme", url.Values{"theme": {"dark"}})
	require.Equal(t, http.StatusSeeOther, status, "actions that write nothing are possible")
}

// wantWritable waits until a dashboard has recovered.
func (a *testApp) wantWritable(t *testing.T) {
	t.Helper()
	eventually(t, "the probe succeeds", func() bool { return a.status(t, "/readyz") == http.StatusOK })
	for _, path := range a.everyPage(t) {
		_, text := a.get(t, path)
		require.NotContains(t, text, cannotWrite, path)
		require.NotEmpty(t, usableButtons(text), path)
	}
	status, _ := a.request(t, "afterwards")
	require.Equal(t, http.StatusSeeOther, status)
}

// PostgreSQL is read-only with a full disk or on a standby.
func TestDatabase_ServerReadOnly(t *testing.T) {
	t.Parallel()
	address := postgrestest.URL(t)
	a := newAppIn(t, t.TempDir(), "SNAPDECK_DATABASE_URL="+address)
	conn, err := pgx.Connect(t.Context(), address)
	require.NoError(t, err)
	defer func() { require.NoError(t, conn.Close(t.Context())) }()
	readOnly := func(word string) {
		_, err := conn.Exec(t.Context(), `DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET default_transaction_read_only = `+word+`', current_database()); END $$`)
		require.NoError(t, err)
		_, err = conn.Exec(t.Context(), `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()`)
		require.NoError(t, err)
	}
	eventually(t, "it is ready", func() bool { return a.status(t, "/readyz") == http.StatusOK })
	readOnly("on")
	eventually(t, "it is noticed", func() bool { return a.status(t, "/readyz") == http.StatusServiceUnavailable })
	a.wantOnlyReadable(t)
	readOnly("off")
	a.wantWritable(t)
}

// While PostgreSQL restarts, no request may end in an internal error.
func TestDatabase_ServerUnreachable(t *testing.T) {
	t.Parallel()
	server := postgrestest.NewServer(t)
	a := newAppIn(t, t.TempDir(), "SNAPDECK_DATABASE_URL="+server.URL())
	eventually(t, "it is ready", func() bool { return a.status(t, "/readyz") == http.StatusOK })
	server.Stop(t)
	for _, path := range a.everyPage(t) {
		status, text := a.get(t, path)
		require.Contains(t, []int{http.StatusOK, http.StatusServiceUnavailable}, status, path)
		if status == http.StatusServiceUnavailable {
			require.Contains(t, text, cannotWrite, path)
		}
	}
	status, text := a.request(t, "while it is gone")
	require.Equal(t, http.StatusServiceUnavailable, status)
	require.Contains(t, text, cannotWrite)
	require.Equal(t, http.StatusServiceUnavailable, a.status(t, "/readyz"))
	require.Equal(t, http.StatusOK, a.status(t, "/healthz"))
	server.Start(t)
	a.wantWritable(t)
}
