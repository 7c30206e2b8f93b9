package cloud

import (
	"io"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
)

func TestCreateSnapshot_SendsOnlySetFields(t *testing.T) {
	t.Parallel()
	for body, params := range map[string]operation.CreateParams{
		`{"properties":{}}`:           {},
		`{"properties":{"name":"n"}}`: {Name: "n"},
		`{"properties":{"name":"n","description":"d\n[snapdeck op=o vol=v]","secAuthProtection":true,"licenceType":"LINUX"}}`: {
			Name: "n", Description: "d\n[snapdeck op=o vol=v]", LicenceType: "LINUX", SecAuthProtection: true,
		},
	} {
		t.Run(body, func(t *testing.T) {
			t.Parallel()
			s := serve(t, func(w http.ResponseWriter, r *http.Request) {
				got, _ := io.ReadAll(r.Body)
				require.JSONEq(t, body, string(got))
				require.Equal(t, "POST /cloudapi/v6/datacenters/dc-1/volumes/vol-1/create-snapshot?depth=0&pretty=false", r.Method+" "+r.URL.String())
				require.Equal(t, jsonType, r.Header.Get("Content-Type"))
				acceptCreate(w, r)
			})
			receipt, err := s.client.CreateSnapshot(t.Context(), "dc-1", "vol-1", params)
			require.NoError(t, err)
			require.Equal(t, operation.Receipt{SnapshotID: "s-1", RequestID: "r-1"}, receipt)
		})
	}
}

func TestCreateSnapshot_Responses(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		status                      int
		location, contentType, body string
		want                        operation.Receipt
		ambiguous                   bool
	}{
		"as documented":    {202, "http://h/requests/r-1/status", jsonType, `{"id":"s-1"}`, operation.Receipt{SnapshotID: "s-1", RequestID: "r-1"}, false},
		"200 and relative": {200, "/requests/r-1/status", jsonType, `{"id":"s-1"}`, operation.Receipt{SnapshotID: "s-1", RequestID: "r-1"}, false},
		"no type":          {202, "http://h/requests/r-1/status", "", `{"id":"s-1"}`, operation.Receipt{SnapshotID: "s-1", RequestID: "r-1"}, false},
		"odd words":        {202, "http://h/requests/r-1/status", jsonType, `{"id":"s-1","type":"floppy","metadata":{"createdDate":"x"}}`, operation.Receipt{SnapshotID: "s-1", RequestID: "r-1"}, false},
		"no location":      {202, "", jsonType, `{"id":"s-1"}`, operation.Receipt{SnapshotID: "s-1"}, false},
		"no id":            {202, "http://h/requests/r-1/status", jsonType, `{}`, operation.Receipt{RequestID: "r-1"}, true},
		"empty":            {202, "http://h/requests/r-1/status", "", ``, operation.Receipt{RequestID: "r-1"}, true},
		"HTML":             {202, "http://h/requests/r-1/status", "text/html", `<p>ok</p>`, operation.Receipt{RequestID: "r-1"}, true},
		"cut JSON":         {202, "http://h/requests/r-1/status", jsonType, `{"id":"s-`, operation.Receipt{RequestID: "r-1"}, true},
		"no content":       {204, "", "", ``, operation.Receipt{}, true},
		"a gateway's page": {200, "", "text/html", `<html>log in</html>`, operation.Receipt{}, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := serve(t, func(w http.ResponseWriter, _ *http.Request) {
				if c.location != "" {
					w.Header().Set("Location", c.location)
				}
				respond(w, c.status, c.contentType, c.body)
			})
			receipt, err := create(t.Context(), s.client)
			require.Equal(t, c.want, receipt)
			require.Equal(t, int64(1), s.calls.Load())
			if !c.ambiguous {
				require.NoError(t, err)
				return
			}
			require.ErrorIs(t, err, inventory.ErrAmbiguous)
			require.ErrorIs(t, err, inventory.ErrUnreadable)
			require.Equal(t, c.want.RequestID, faultOf(t, err).RequestID)
		})
	}
}

func TestCreateSnapshot_RefusesBadIDs(t *testing.T) {
	t.Parallel()
	s := serve(t, acceptCreate)
	for _, id := range []string{"", ".", ".."} {
		_, err := s.client.CreateSnapshot(t.Context(), id, "v", operation.CreateParams{})
		require.ErrorIs(t, err, inventory.ErrNotFound)
		_, err = s.client.CreateSnapshot(t.Context(), "d", id, operation.CreateParams{})
		require.NotErrorIs(t, err, inventory.ErrAmbiguous)
	}
	require.Zero(t, s.calls.Load())
}

// A gateway answers instead of the API, with its own id of the call: nothing proves that the API accepted it.
func TestMutations_GatewayAnswerIsAmbiguous(t *testing.T) {
	t.Parallel()
	s := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("X-Request-Id", "gateway-7")
		respond(w, http.StatusOK, "text/html", "<html><title>Log in</title></html>")
	})
	ctx := t.Context()
	for name, call := range map[string]func() (operation.Receipt, error){
		"create":  func() (operation.Receipt, error) { return create(ctx, s.client) },
		"delete":  func() (operation.Receipt, error) { return s.client.DeleteSnapshot(ctx, "s") },
		"restore": func() (operation.Receipt, error) { return s.client.RestoreSnapshot(ctx, "d", "v", "s") },
		"volume": func() (operation.Receipt, error) {
			return s.client.CreateVolume(ctx, "d", "s", operation.NewVolume{Name: "n", SizeGB: 1})
		},
		"attach": func() (operation.Receipt, error) { return s.client.AttachVolume(ctx, "d", "srv", "v") },
		"stop":   func() (operation.Receipt, error) { return s.client.StopServer(ctx, "d", "srv") },
		"start":  func() (operation.Receipt, error) { return s.client.StartServer(ctx, "d", "srv") },
		"edit": func() (operation.Receipt, error) {
			return s.client.EditSnapshot(ctx, "s", []operation.FieldChange{{Field: "name", To: "n"}})
		},
	} {
		receipt, err := call()
		require.ErrorIs(t, err, inventory.ErrAmbiguous, name)
		require.Zero(t, receipt, name)
		require.Equal(t, "gateway-7", faultOf(t, err).RequestID, name)
	}
}
