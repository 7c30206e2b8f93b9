package storm

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/cloud/ionossim"
)

const (
	userName = "admin"
	password = "correct horse battery staple"
)

// user is somebody with a browser, who stays logged in whatever process answers.
type user struct{ client *http.Client }

func newUser(t testing.TB) user {
	jar, err := cookiejar.New(nil)
	require.NoError(t, err)
	p := user{&http.Client{Jar: jar, Timeout: time.Minute, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
	t.Cleanup(p.client.CloseIdleConnections)
	return p
}

// post sends a form and returns the status of the answer.
func (p user) post(ctx context.Context, address string, form url.Values) (status int, err error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, address, strings.NewReader(form.Encode()))
	if err != nil {
		return 0, err
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	answer, err := p.client.Do(request)
	if err != nil {
		return 0, fmt.Errorf("post a form: %w", err)
	}
	defer answer.Body.Close()
	_, err = io.Copy(io.Discard, answer.Body)
	return answer.StatusCode, err
}

// logIn logs in at a dashboard, which is up.
func (p user) logIn(t testing.TB, at string) {
	t.Helper()
	status, err := p.post(t.Context(), at+"/login", url.Values{"username": {userName}, "password": {password}})
	require.NoError(t, err)
	require.Equal(t, http.StatusSeeOther, status)
}

// click is a form that asks for a snapshot, with its key. It may be sent again.
type click struct {
	volume    ionossim.Volume
	key, name string
}

// ledgerKey is the key under which the ledger has the operation of a click.
func (c click) ledgerKey() string { return userName + c.path() + "/" + c.key }

func (c click) path() string {
	return "/datacenters/" + c.volume.DatacenterID + "/volumes/" + c.volume.ID + "/snapshots"
}

// send sends the form of a click.
func (p user) send(ctx context.Context, at string, c click) (status int, err error) {
	return p.post(ctx, at+c.path(), url.Values{"key": {c.key}, "name": {c.name}})
}
