package storm

import (
	"context"
	"net/http"
	"net/url"
	"testing"
	"time"

	"snapdeck/internal/cloud/ionossim"
	"snapdeck/test/app"
)

// user is an operator with a browser, who stays logged in whichever process answers.
type user struct{ client app.Client }

func newUser(t testing.TB) user { return user{app.NewClient(t, time.Minute)} }

// post sends a form and returns the status of the response.
func (p user) post(ctx context.Context, address string, form url.Values) (status int, err error) {
	status, _, err = p.client.Send(ctx, http.MethodPost, address, form)
	return status, err
}

// logIn logs in at a running dashboard.
func (p user) logIn(t testing.TB, at string) { p.client.LogIn(t, at) }

// click is a form that requests a snapshot, with its key. It may be sent again.
type click struct {
	volume    ionossim.Volume
	key, name string
}

// ledgerKey returns the key of a click's operation in the ledger.
func (c click) ledgerKey() string { return app.User + c.path() + "/" + c.key }

func (c click) path() string {
	return "/datacenters/" + c.volume.DatacenterID + "/volumes/" + c.volume.ID + "/snapshots"
}

// send sends the form of a click.
func (p user) send(ctx context.Context, at string, c click) (status int, err error) {
	return p.post(ctx, at+c.path(), url.Values{"key": {c.key}, "name": {c.name}})
}
