package handlers_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"snapdeck/internal/handlers/webtest"

	"github.com/stretchr/testify/require"
)

// FuzzAddress requires that no address of a page causes an internal error.
func FuzzAddress(f *testing.F) {
	for _, seed := range []string{
		"/", "/volumes?q=a&sort=-size&page=2", "/snapshots?cols=name,size&group=source&per=10", "/audit?from=2026-01-01&to=x&actor=a", "/find?q=%E2%80%AE",
		"/datacenters/dc/volumes/sized", "/datacenters/%2e%2e/volumes/%00", "/events?page=%2F&key=1&page=%2F%2Fx&last=a.b.c", "/login?next=//evil&reason=ended",
		"/snapshots.csv?excel=1&q=%22", "/views?address=%2Fvolumes", "/bulk?server=x", "/sources?page=99999999999999999999", "/volumes?page=-1&per=0&min=1e999&max=NaN",
	} {
		f.Add(seed)
	}
	d := fuzzed(f)
	f.Fuzz(func(t *testing.T, address string) {
		parsed, err := url.ParseRequestURI(address)
		if err != nil || !strings.HasPrefix(address, "/") || parsed.Host != "" || parsed.Path == "/events" && parsed.Query().Get("as") == "" {
			return
		}
		r := httptest.NewRequest(http.MethodGet, "http://localhost/", nil)
		r.URL, r.Host = parsed, "localhost"
		d.requireNoFault(t, r)
	})
}

// FuzzForm requires that no form causes an internal error.
func FuzzForm(f *testing.F) {
	for _, seed := range [][2]string{
		{"/login", "username=ada&password=x&next=//x"}, {"/datacenters/dc/volumes/sized/snapshots", "key=k&name=a&description=%E2%80%8B&licenceType=X"},
		{"/snapshots/s1/edit", "name=%00&description=a"}, {"/snapshots/s1/labels", "label=a&value=%E2%80%AE"}, {"/snapshots/s1/lock", "reason=a&until=2026-99-99"},
		{"/snapshots/s1/delete", "phrase=x&key=1"}, {"/snapshots/s1/volume", "size=NaN&type=HDD&zone=AUTO&datacenter=dc"}, {"/bulk", "vol=sized&vol=gone&match=all"},
		{"/bulk/create", "vol=sized&template={volume}&key=1"}, {"/views", "name=a&address=%2Fvolumes%3Fq%3D1"}, {"/theme", "theme=dark&back=//x"},
		{"/events", "stream=a&key=1&page=%2F"}, {"/sources/confirm", "pair=s1:sized&key=1"}, {"/snapshots/s1/overwrite", "volume=sized&phrase=x"},
	} {
		f.Add(seed[0], seed[1])
	}
	d := fuzzed(f)
	f.Fuzz(func(t *testing.T, path, form string) {
		parsed, err := url.ParseRequestURI(path)
		if err != nil || parsed.Host != "" || parsed.Path == "/logout" {
			return
		}
		r := httptest.NewRequest(http.MethodPost, "http://localhost/", strings.NewReader(form))
		r.URL, r.Host = parsed, "localhost"
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		d.requireNoFault(t, r)
	})
}

// fuzzing is a dashboard whose handler is called directly, with a user logged in.
type fuzzing struct {
	handler http.Handler
	cookie  string
	log     *strings.Builder
}

func fuzzed(f *testing.F) fuzzing {
	f.Helper()
	d := setupOn(f, unsizedMirror{})
	require.Equal(f, http.StatusSeeOther, d.logIn("ada", password))
	home, err := url.Parse(d.url)
	require.NoError(f, err)
	return fuzzing{d.handler, d.client.Jar.Cookies(home)[0].String(), d.log}
}

func (d fuzzing) requireNoFault(t *testing.T, r *http.Request) {
	t.Helper()
	r.Header.Set("Cookie", d.cookie)
	w := &webtest.DeadlineRecorder{ResponseRecorder: httptest.NewRecorder()}
	d.handler.ServeHTTP(w, r)
	if w.Code == http.StatusInternalServerError {
		t.Errorf("%s %s: %s\n%s", r.Method, r.URL, w.Body.String(), d.log)
	}
	if location := w.Header().Get("Location"); location != "" && (!strings.HasPrefix(location, "/") || strings.HasPrefix(location, "//")) {
		t.Errorf("%s %s leads to %s", r.Method, r.URL, location)
	}
}
