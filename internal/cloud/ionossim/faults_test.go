package ionossim_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/cloud/ionossim"
)

// inject adds a fault written as a line.
func (b *testSim) inject(line string) int {
	b.t.Helper()
	f, err := ionossim.ParseFault(line)
	require.NoError(b.t, err)
	id, err := b.Faults().Inject(f)
	require.NoError(b.t, err)
	return id
}

func TestFaults_ReplaceResponse(t *testing.T) {
	t.Parallel()
	for kind, want := range map[string]struct {
		status      int
		contentType string
		text        string
		retryAfter  string
	}{
		"401":                             {401, "application/json", "expired", ""},
		"402":                             {402, "application/json", "trial", ""},
		"403":                             {403, "application/json", "Access Denied", ""},
		"404":                             {404, "application/json", "Resource does not exist", ""},
		"405":                             {405, "application/json", "method", ""},
		"409":                             {409, "application/json", "another request", ""},
		"415":                             {415, "application/json", "content type", ""},
		"422 field=(root).x message=m":    {422, "application/json", "[(root).x] m", ""},
		"423":                             {423, "application/json", "locked", ""},
		"429 retry-after=30s":             {429, "application/json", "rate limit", "30"},
		"429":                             {429, "application/json", "rate limit", "1"},
		"429-no-retry-after":              {429, "application/json", "rate limit", ""},
		"429-http-date":                   {429, "application/json", "rate limit", "Mon, 23 Nov 2026 12:00:01 GMT"},
		"500":                             {500, "application/json", "Internal", ""},
		"502":                             {502, "text/html", "<title>502 Bad Gateway</title>", ""},
		"503":                             {503, "application/json", "maintenance", ""},
		"504":                             {504, "text/html", "<title>504 Gateway Time-out</title>", ""},
		"garbage":                         {200, "application/json", "no JSON", ""},
		"empty":                           {200, "application/json", "", ""},
		"redirect host=http://other.test": {307, "application/json", "", ""},
		"500-after":                       {500, "application/json", "Internal", ""},
		"502-after":                       {502, "text/html", "502", ""},
		"503-after":                       {503, "text/html", "503", ""},
		"504-after":                       {504, "text/html", "504", ""},
		"garbage-after":                   {200, "application/json", "no JSON", ""},
		"empty-after":                     {202, "application/json", "", ""},
	} {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			b := newTestSim(t, idleConfig())
			v := b.volume("prod-web-fra", "web-01-root")
			b.inject("POST */create-snapshot " + strings.Replace(kind, " ", " x1 ", 1))
			path := volumePath(v) + "/create-snapshot"
			before := len(b.Snapshots())
			r := b.do(http.MethodPost, path, "")
			require.Equal(t, want.status, r.status)
			require.Equal(t, want.contentType, r.header.Get("Content-Type"))
			require.Contains(t, r.text, want.text)
			require.Equal(t, want.retryAfter, r.header.Get("Retry-After"))
			if strings.HasPrefix(kind, "redirect") {
				require.Equal(t, "http://other.test/cloudapi/v6"+path, r.header.Get("Location"))
			}
			made := len(b.Snapshots()) - before
			if strings.HasSuffix(kind, "-after") && kind != string(ionossim.TooManyNoHeader) {
				require.Equal(t, 1, made, "applied nevertheless")
			} else {
				require.Zero(t, made, "not applied")
			}
			if strings.Contains(kind, " ") {
				require.Equal(t, http.StatusAccepted, b.do(http.MethodPost, path, "").status, "once only")
			}
		})
	}
}

func TestFaults_Connection(t *testing.T) {
	t.Parallel()
	for kind, made := range map[string]int{"reset": 0, "outage": 0, "hang": 0, "reset-after": 1, "hang-after": 1, "truncated-after": 1} {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			sim := started(t, ionossim.Config{Seed: 1, Token: token, Size: ionossim.SeedSize{Idle: true}, Faults: []ionossim.Fault{
				{Method: "POST", Kind: ionossim.FaultKind(kind), Count: 1},
			}})
			v, _ := sim.VolumeNamed("prod-web-fra", "web-01-root")
			before := len(sim.Snapshots())
			ctx, giveUp := context.WithCancel(t.Context())
			defer giveUp()
			ended := make(chan error, 1)
			go func() { ended <- post(ctx, sim.APIURL()+volumePath(v)+"/create-snapshot") }()
			require.Eventually(t, func() bool { return len(sim.Faults().List()) == 0 }, time.Minute, time.Millisecond, "it has struck")
			if strings.HasPrefix(kind, "hang") {
				giveUp()
			}
			require.Error(t, <-ended)
			require.Equal(t, made, len(sim.Snapshots())-before)
			require.NoError(t, post(t.Context(), sim.APIURL()+volumePath(v)+"/create-snapshot"))
		})
	}
}

// post sends a POST and reads the complete response.
func post(ctx context.Context, url string) error {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, url, nil)
	if err != nil {
		return err
	}
	r.Header.Set("Authorization", "Bearer "+token)
	transport := &http.Transport{DisableKeepAlives: true}
	defer transport.CloseIdleConnections()
	response, err := transport.RoundTrip(r)
	if err != nil {
		return err
	}
	_, err = io.ReadAll(response.Body)
	return errors.Join(err, response.Body.Close())
}

func TestClose_EndsHangingCalls(t *testing.T) {
	t.Parallel()
	sim, err := ionossim.New(ionossim.Config{Seed: 1, Token: token, Faults: []ionossim.Fault{{Kind: ionossim.Hang}}})
	require.NoError(t, err)
	require.NoError(t, sim.Start(t.Context(), "127.0.0.1:0"))
	ended := make(chan error, 1)
	go func() { ended <- post(context.Background(), sim.APIURL()+"/snapshots") }()
	require.Eventually(t, func() bool { return sim.Calls().Total() == 1 }, time.Minute, time.Millisecond)
	require.NoError(t, sim.Close())
	<-ended
	require.NoError(t, sim.Close(), "twice is no harm")
}

func TestFaults_Outage(t *testing.T) {
	t.Parallel()
	b := newTestSim(t, idleConfig())
	b.Faults().Outage()
	require.NotEqual(t, http.StatusOK, b.get("/snapshots").status)
	b.Faults().EndOutage()
	require.Equal(t, http.StatusOK, b.get("/snapshots").status)
}

func TestFaults_FailedRequests(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ fault, message, orphan string }{
		{"failed", "[VDC-5-0] An unexpected error occurred", ""},
		{"failed message=[VDC-5-601] We are sorry", "[VDC-5-601] We are sorry", ""},
		{"failed-leftover", "[VDC-5-0] An unexpected error occurred", "FAILED"},
		{"failed-leftover state=INACTIVE", "[VDC-5-0] An unexpected error occurred", "INACTIVE"},
	} {
		b := newTestSim(t, idleConfig())
		b.inject("POST */create-snapshot " + strings.Replace(c.fault, " ", " x1 ", 1))
		used := b.get("/contracts").text
		id, status := b.create(b.volume("prod-web-fra", "web-01-root"), "")
		b.FinishAll()
		r := b.get(status)
		require.Equal(t, "FAILED", r.at(t, "metadata", "status"))
		require.Equal(t, c.message, r.at(t, "metadata", "message"))
		if c.orphan == "" {
			require.Equal(t, http.StatusNotFound, b.get("/snapshots/"+id).status)
		} else {
			require.Equal(t, c.orphan, b.state("/snapshots/"+id))
		}
		require.Equal(t, used, b.get("/contracts").text, "the quota is given back")
		require.Equal(t, "AVAILABLE", b.state("/datacenters/"+b.volume("prod-web-fra", "web-01-root").DatacenterID))
	}
}

func TestFaults_StuckRequests(t *testing.T) {
	t.Parallel()
	for kind, state := range map[string]string{"stuck": "QUEUED", "stuck-running": "RUNNING"} {
		b := newTestSim(t, idleConfig())
		fault := b.inject("POST */create-snapshot " + kind + " x1")
		v := b.volume("prod-web-fra", "web-01-root")
		_, stuck := b.create(v, "")
		_, behind := b.create(v, "")
		b.clock.advance(time.Hour)
		require.Equal(t, []string{state, "QUEUED"}, []string{b.status(stuck), b.status(behind)})
		require.Equal(t, "BUSY", b.state("/datacenters/"+v.DatacenterID))
		b.Faults().Clear(fault)
		b.clock.advance(time.Minute)
		require.Equal(t, []string{"DONE", "DONE"}, []string{b.status(stuck), b.status(behind)})
	}
}

func TestFaults_LateNotFound(t *testing.T) {
	t.Parallel()
	b := newTestSim(t, idleConfig())
	b.inject("POST */create-snapshot late-404 x1 delay=3s")
	id, _ := b.create(b.volume("prod-web-fra", "web-01-root"), "")
	require.Equal(t, http.StatusNotFound, b.get("/snapshots/"+id).status)
	require.NotContains(t, b.get("/snapshots").text, id)
	b.clock.advance(4 * time.Second)
	require.Equal(t, "BUSY", b.state("/snapshots/"+id))
	require.Contains(t, b.get("/snapshots").text, id)
}

func TestFaults_CorruptedResponses(t *testing.T) {
	t.Parallel()
	for kind, want := range map[string]struct {
		path string
		text []string
	}{
		"unknown-type":           {"/snapshots?depth=1", []string{`"type" : "snapshot-next"`, `"type" : "collection"`}},
		"unknown-state":          {"/snapshots?depth=1", []string{`"state" : "MIGRATING"`}},
		"unknown-state state=XY": {"/snapshots?depth=1", []string{`"state" : "XY"`}},
		"unknown-licence":        {"/snapshots?depth=1", []string{`"licenceType" : "WINDOWS2031"`}},
		"three-part-location":    {"/snapshots?depth=1", []string{`"location" : "de/fra/2"`}},
		"numeric-offset":         {"/snapshots?depth=1", []string{`+00:00",`}},
		"nulls":                  {"/snapshots?depth=1", []string{`"name" : null`, `"size" : null`, `"state" : null`}},
		"numeric-error-code":     {"/snapshots/nonsense", []string{`"errorCode" : 309`}},
		"missing-items":          {"/snapshots", []string{`"id" : "snapshots"`}},
	} {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			b := newTestSim(t, idleConfig())
			b.inject("GET /snapshots " + strings.Replace(kind, " ", " x1 ", 1))
			r := b.get(want.path)
			for _, text := range want.text {
				require.Contains(t, r.text, text)
			}
			if kind == "missing-items" {
				require.NotContains(t, r.text, "items")
			}
		})
	}
}

func TestFaults_CorruptedDatacenterKeepsNameAndLocation(t *testing.T) {
	t.Parallel()
	b := newTestSim(t, idleConfig())
	b.inject("GET /datacenters nulls")
	item := b.get("/datacenters?depth=1").items(t)[0]
	require.Equal(t, "prod-web-fra", walk(t, item, "properties", "name"))
	require.Equal(t, "de/fra", walk(t, item, "properties", "location"))
	require.Nil(t, walk(t, item, "properties", "version"))
}

func TestFaults_TruncatedAndWithoutLocation(t *testing.T) {
	t.Parallel()
	b := newTestSim(t, idleConfig())
	b.inject("GET /datacenters truncated x1")
	r := b.do(http.MethodGet, "/contracts", "")
	require.Equal(t, http.StatusOK, r.status)
	require.False(t, json.Valid([]byte(b.rawGet("/datacenters"))))
	b.inject("DELETE * no-location")
	require.Empty(t, b.do(http.MethodDelete, "/snapshots/"+b.Snapshots()[0].ID, "").header.Get("Location"))
}

func TestFaults_Matching(t *testing.T) {
	t.Parallel()
	b := newTestSim(t, idleConfig())
	one, other := b.Datacenters()[0].ID, b.Datacenters()[1].ID
	b.inject("* /datacenters/" + one + " 403")
	require.Equal(t, 403, b.get("/datacenters/"+one+"/volumes").status)
	require.Equal(t, 200, b.get("/datacenters/"+other+"/volumes").status)
	b.inject("GET /datacenters/{datacenterId} 500 x1")
	require.Equal(t, 500, b.get("/datacenters/"+other).status)
	require.Equal(t, 200, b.get("/datacenters/"+other).status)
	require.Len(t, b.Faults().List(), 1)
	b.Faults().Clear()
	require.Equal(t, 200, b.get("/datacenters/"+one).status)
}

func TestParseFault(t *testing.T) {
	t.Parallel()
	for _, line := range []string{
		"POST */create-snapshot 504-after x1", "GET /snapshots 429 x3 retry-after=30s", "* * outage",
		"* * slow delay=500ms", "* * 422 field=(root).properties.name message=no such resource here", "GET * unknown-state state=X",
		"GET * redirect host=http://127.0.0.2:1",
	} {
		f, err := ionossim.ParseFault(line)
		require.NoError(t, err, line)
		require.Equal(t, line, f.String())
	}
	for line, want := range map[string]string{
		"": "METHOD ROUTE KIND", "GET *": "METHOD ROUTE KIND", "GET * nonsense": "unknown fault", "GET * 500 xa": "invalid syntax",
		"GET * 500 delay=soon": "invalid duration", "GET * 500 colour=red": "unknown option", "GET * 500 x-1": "negative",
	} {
		_, err := ionossim.ParseFault(line)
		require.ErrorContains(t, err, want, line)
	}
}
