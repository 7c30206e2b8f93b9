package creates

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/handlers/areatest"
	"snapdeck/internal/handlers/problem"
	"snapdeck/internal/handlers/web"
	"snapdeck/internal/handlers/webtest"
	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
)

// refusing returns an area whose engine's next operation is refused at once.
func refusing(c *areatest.Contract, failure *operation.Failure) *Handlers {
	c.Operation(operation.Operation{ID: "recorded", Version: 2, Kind: operation.CreateSnapshot, State: operation.Failed, VolumeID: "web", VolumeName: "web", Failure: failure})
	return newHandlers(c.Base())
}

func TestCreate_ShowsRefusalInForm(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		failure *operation.Failure
		status  int
		shown   string
	}{
		"a field":     {&operation.Failure{Kind: "invalid", Status: 422, Messages: []inventory.APIMessage{{Code: "100", Text: "[(root).properties.name] is <too> long"}}}, http.StatusUnprocessableEntity, "is &lt;too&gt; long"},
		"something":   {&operation.Failure{Kind: "invalid", Status: 422, Messages: []inventory.APIMessage{{Code: "101", Text: "no such thing"}}}, http.StatusUnprocessableEntity, "no such thing"},
		"the quota":   {&operation.Failure{Kind: "quota", Status: 422}, http.StatusBadGateway, `href="/#quotas"`},
		"the service": {&operation.Failure{Kind: "server", Status: 500, RequestID: "req-7"}, http.StatusBadGateway, "req-7"},
	} {
		s := refusing(areatest.NewContract().Volume("web", 10), c.failure)
		response := create(t, s, "web", url.Values{"name": {"nightly"}, "description": {"typed"}, "licenceType": {"LINUX"}, "secAuthProtection": {"true"}, "from": {"/volumes?q=w"}})
		require.Equal(t, c.status, response.Code, name)
		html := response.Body.String()
		for _, part := range []string{c.shown, `value="nightly"`, ">typed<", `value="LINUX" selected`, "checked", `href="/volumes?q=w"`} {
			require.True(t, strings.Contains(html, part), "%s: %s", name, part)
		}
	}
}

func TestCreate_BlockedVolumeRecordsNothing(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*inventory.Volume){
		"an ISO image":    func(v *inventory.Volume) { v.Type = "ISO" },
		"an inactive one": func(v *inventory.Volume) { v.Metadata.State = inventory.StateInactive },
	} {
		c := areatest.NewContract().Volume("web", 10).Volume("db", 10)
		change(&c.Volumes[0])
		s := newHandlers(c.Base())
		require.Equal(t, http.StatusUnprocessableEntity, create(t, s, "web", nil).Code, name)
		status, html, _ := sent(t, s, url.Values{"vol": {"web", "db"}})
		require.Equal(t, http.StatusConflict, status, name)
		require.Empty(t, submitted(s), name)
		require.True(t, strings.Contains(html, `value="db"`), "the rest can be confirmed")
		require.False(t, strings.Contains(html, `value="web"`), "%s is left out, and the review says why", name)
	}
}

func TestCreate_FormIsRecordedOnce(t *testing.T) {
	t.Parallel()
	c := areatest.NewContract().Volume("web", 10)
	ledger := &webtest.Records{}
	s := newHandlers(c.Base(areatest.RecordIn(ledger)))
	form := url.Values{"key": {"k"}, "name": {"nightly"}}
	require.Equal(t, "/datacenters/fra/volumes/web", create(t, s, "web", form).Header().Get("Location"))
	require.Contains(t, create(t, s, "web", form).Header().Get("Location"), "notice=earlier.")
	require.Len(t, ledger.Ops, 1)
	create(t, s, "web", url.Values{"key": {"k"}, "name": {"weekly"}})
	require.Len(t, ledger.Ops, 2, "another name is another snapshot")

	without := newHandlers(areatest.NewContract().Base(func(d *web.Deps) { d.Ledger = ledger }))
	require.Contains(t, create(t, without, "web", form).Header().Get("Location"), "notice=earlier.", "the recorded operation is reported, though the volume is gone")
}

func TestCreateAll_FormIsRecordedOnce(t *testing.T) {
	t.Parallel()
	c := areatest.NewContract().Volume("web", 10).Volume("db", 10).Volume("log", 10)
	ledger := &webtest.Records{}
	s := newHandlers(c.Base(areatest.RecordIn(ledger)))
	form := url.Values{"key": {"k"}, "vol": {"web", "db"}}
	_, _, first := sent(t, s, form)
	_, _, again := sent(t, s, form)
	require.Equal(t, "/batches/"+ledger.Ops[0].Batch, first)
	require.Contains(t, again, first+"?notice=earlier.")
	require.Len(t, ledger.Ops, 2)
	_, _, fewer := sent(t, s, url.Values{"key": {"k"}, "vol": {"web"}})
	require.Contains(t, fewer, "notice=earlier.", "nothing is missing")
	status, html, _ := sent(t, s, url.Values{"key": {"k"}, "vol": {"web", "db", "log"}})
	require.Equal(t, http.StatusConflict, status)
	require.True(t, strings.Contains(html, `name="vol" value="log"`), "the missing volume can be added alone")
	require.Len(t, ledger.Ops, 2)
}

func TestCreatePage_LeadsBackToList(t *testing.T) {
	t.Parallel()
	s := newHandlers(areatest.NewContract().Volume("web", 10, time.Hour).Base())
	for address, back := range map[string]string{
		"/datacenters/fra/volumes/web/create":                                 "/datacenters/fra/volumes/web",
		"/datacenters/fra/volumes/web/create?from=%2Fvolumes%3Ftype%3DHDD":    "/volumes?type=HDD",
		"/datacenters/fra/volumes/web/create?from=https%3A%2F%2Fevil.example": "/datacenters/fra/volumes/web",
	} {
		p, err := s.createPage(t.Context(), areatest.Request(s.Base, address, "dc", "fra", "vol", "web"))
		require.NoError(t, err)
		html, err := web.RenderOne(t.Context(), p.Join())
		require.NoError(t, err)
		require.True(t, strings.Contains(string(html), `href="`+back+`"`), address)
		require.False(t, strings.Contains(string(html), "evil"))
	}
	_, err := s.createPage(t.Context(), areatest.Request(s.Base, "/", "dc", "fra", "vol", "gone"))
	require.ErrorAs(t, err, &problem.NotFound{})
}
