package ionossim_test

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/cloud/ionossim"
)

// token is accepted by all simulators of these tests.
const token = "test-token"

// clock is set by tests.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func newClock() *clock { return &clock{now: time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)} }

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// testSim is a simulator that is called without a network, with a clock that the test moves.
type testSim struct {
	*ionossim.Sim
	t     testing.TB
	clock *clock
}

// newTestSim creates a simulator with idle default seed data.
func newTestSim(t testing.TB, cfg ionossim.Config) *testSim {
	t.Helper()
	b := &testSim{t: t, clock: newClock()}
	if cfg.Clock == nil {
		cfg.Clock = b.clock
	}
	if cfg.Token == "" {
		cfg.Token = token
	}
	if cfg.RateLimit == 0 {
		cfg.RateLimit = -1
	}
	sim, err := ionossim.New(cfg)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, sim.Close()) })
	b.Sim = sim
	return b
}

// idleConfig returns the default seed data without requests in flight.
func idleConfig() ionossim.Config {
	return ionossim.Config{Seed: 1, Size: ionossim.SeedSize{Idle: true}}
}

// response is a response with its body decoded.
type response struct {
	status int
	header http.Header
	text   string
	body   map[string]any
}

// do calls the API. Body may be empty; a header is "Name: value".
func (b *testSim) do(method, path, body string, headers ...string) response {
	b.t.Helper()
	r := httptest.NewRequest(method, "http://api.test:8080/cloudapi/v6"+path, strings.NewReader(body))
	r.Header.Set("Authorization", "Bearer "+token)
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	for _, h := range headers {
		name, value, _ := strings.Cut(h, ": ")
		r.Header.Set(name, value)
	}
	w := httptest.NewRecorder()
	b.Handler().ServeHTTP(w, r)
	out := response{status: w.Code, header: w.Result().Header, text: w.Body.String()}
	if bytes.HasPrefix(w.Body.Bytes(), []byte("{")) {
		require.NoError(b.t, json.Unmarshal(w.Body.Bytes(), &out.body), out.text)
	}
	return out
}

func (b *testSim) get(path string) response {
	b.t.Helper()
	return b.do(http.MethodGet, path, "")
}

// at follows keys and indexes into the body, and fails the test where it can't.
func (r response) at(t testing.TB, path ...any) any {
	t.Helper()
	return walk(t, r.body, path...)
}

func walk(t testing.TB, node any, path ...any) any {
	t.Helper()
	for _, step := range path {
		switch step := step.(type) {
		case string:
			object, isObject := node.(map[string]any)
			require.True(t, isObject, "no object at %v", step)
			node = object[step]
		case int:
			list, isList := node.([]any)
			require.True(t, isList, "no list at %v", step)
			require.Greater(t, len(list), step)
			node = list[step]
		}
	}
	return node
}

func (r response) items(t testing.TB) []any {
	t.Helper()
	items, isList := r.body["items"].([]any)
	require.True(t, isList, "no items in %s", r.text)
	return items
}

// errorText returns the message of an error in the API's format.
func (r response) errorText(t testing.TB) string {
	t.Helper()
	require.Equal(t, "application/json", r.header.Get("Content-Type"))
	require.EqualValues(t, r.status, r.at(t, "httpStatus"))
	code, isText := r.at(t, "messages", 0, "errorCode").(string)
	require.True(t, isText)
	require.NotEmpty(t, code)
	text, isText := r.at(t, "messages", 0, "message").(string)
	require.True(t, isText)
	return text
}

// requestPath returns the path of an accepted request's status, taken from Location.
func (r response) requestPath(t testing.TB) string {
	t.Helper()
	require.Equal(t, http.StatusAccepted, r.status, r.text)
	_, path, found := strings.Cut(r.header.Get("Location"), "/cloudapi/v6")
	require.True(t, found, "Location %q", r.header.Get("Location"))
	return path
}

// status returns the state of an accepted request.
func (b *testSim) status(path string) string {
	b.t.Helper()
	r := b.get(path)
	require.Equal(b.t, http.StatusOK, r.status)
	return r.at(b.t, "metadata", "status").(string)
}

// state returns the state of a resource.
func (b *testSim) state(path string) string {
	b.t.Helper()
	r := b.get(path)
	require.Equal(b.t, http.StatusOK, r.status, r.text)
	return r.at(b.t, "metadata", "state").(string)
}

// volume returns a volume of the seed data.
func (b *testSim) volume(datacenter, name string) ionossim.Volume {
	b.t.Helper()
	v, found := b.VolumeNamed(datacenter, name)
	require.True(b.t, found, "%s in %s", name, datacenter)
	return v
}

func volumePath(v ionossim.Volume) string {
	return "/datacenters/" + v.DatacenterID + "/volumes/" + v.ID
}

// create requests a snapshot of a volume and returns its id and the path of the request's status.
func (b *testSim) create(v ionossim.Volume, body string) (id, status string) {
	b.t.Helper()
	r := b.do(http.MethodPost, volumePath(v)+"/create-snapshot", body)
	return r.at(b.t, "id").(string), r.requestPath(b.t)
}

// replaceID replaces ID in a body by an id.
func replaceID(body, id string) string { return strings.ReplaceAll(body, "ID", id) }

// rawGet returns the body of a response that need not be JSON.
func (b *testSim) rawGet(path string) string {
	b.t.Helper()
	r := httptest.NewRequest(http.MethodGet, "http://api.test:8080/cloudapi/v6"+path, nil)
	r.Header.Set("Authorization", "Bearer "+token)
	w := httptest.NewRecorder()
	b.Handler().ServeHTTP(w, r)
	return w.Body.String()
}

// payload returns the middle part of a token as text.
func payload(t testing.TB, token string) string {
	t.Helper()
	text, err := base64.RawURLEncoding.DecodeString(strings.Split(token, ".")[1])
	require.NoError(t, err)
	return string(text)
}
