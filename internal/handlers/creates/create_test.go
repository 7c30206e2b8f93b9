package creates

import (
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/auth"
	"snapdeck/internal/handlers/areatest"
	"snapdeck/internal/handlers/problem"
	"snapdeck/internal/handlers/web"
	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
)

func TestCreateParams_ReadForm(t *testing.T) {
	t.Parallel()
	for value, protect := range map[string]bool{"on": true, "true": true, "1": true, "": false, "off": false, "false": false, "yes": false} {
		c, _ := areatest.Post(auth.RoleOperator, "/", url.Values{"name": {"n"}, "description": {"d"}, "licenceType": {"LINUX"}, "secAuthProtection": {value}})
		require.Equal(t, operation.CreateParams{Name: "n", Description: "d", LicenceType: "LINUX", SecAuthProtection: protect}, createParams(c), value)
	}
}

func TestAfterCreate_BackToRowOfList(t *testing.T) {
	t.Parallel()
	for from, want := range map[string]string{
		"": "/datacenters/fra/volumes/a%2Fb", "/volumes?type=HDD": "/volumes?type=HDD#row-a%2Fb", "https://evil.example/": "/datacenters/fra/volumes/a%2Fb", "//evil.example": "/datacenters/fra/volumes/a%2Fb",
		"javascript:alert(1)": "/datacenters/fra/volumes/a%2Fb",
	} {
		require.Equal(t, want, afterCreate(url.Values{"from": {from}}, "fra", "a/b"), from)
	}
}

// create sends the form of a volume.
func create(t *testing.T, s *Handlers, volumeID string, form url.Values) *httptest.ResponseRecorder {
	t.Helper()
	c, response := areatest.Post(auth.RoleOperator, "/datacenters/fra/volumes/"+volumeID+"/snapshots", form, "dc", "fra", "vol", volumeID)
	require.NoError(t, s.create(c))
	return response
}

func TestCreate_RecordsValidForm(t *testing.T) {
	t.Parallel()
	for name, q := range map[string]struct {
		form   url.Values
		status int
		called string
	}{
		"named":             {url.Values{"name": {" nightly "}}, 303, "nightly"},
		"without a name":    {url.Values{}, 303, "a 2026-11-20"},
		"a long name":       {url.Values{"name": {strings.Repeat("x", inventory.MaxName+1)}}, 422, ""},
		"a foreign licence": {url.Values{"licenceType": {"BEOS"}}, 422, ""},
		"a forged marker":   {url.Values{"description": {inventory.Marker{OperationID: "o", VolumeID: "v"}.String()}}, 422, ""},
	} {
		s := newHandlers(areatest.NewContract().Volume("a", 1).Base())
		response := create(t, s, "a", q.form)
		require.Equal(t, q.status, response.Code, name)
		if q.called == "" {
			require.Empty(t, submitted(s), name)
			continue
		}
		require.Equal(t, q.called, submitted(s)[0].Params.Name, name)
		require.Equal(t, "/datacenters/fra/volumes/a", response.Header().Get("Location"), name)
	}
}

func TestCreate_VolumeNotFound(t *testing.T) {
	t.Parallel()
	s := newHandlers(areatest.NewContract().Base())
	c, _ := areatest.Post(auth.RoleOperator, "/", nil, "dc", "fra", "vol", "gone")
	var notFound problem.NotFound
	require.ErrorAs(t, s.create(c), &notFound)
	require.Empty(t, submitted(s))
}

// newHandlers returns the handlers of the area.
func newHandlers(base *web.Base) *Handlers { return New(base, areatest.Recorder(base)) }
