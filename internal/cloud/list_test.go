package cloud

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/inventory"
)

// pages serves the pages of a collection of n volumes, as modified by a test.
type pages struct {
	n         int
	maxPage   int                      // the server's own page size, if it is smaller
	unnamed   bool                     // the response does not have its limit
	links     func(next string) string // the _links member; next is empty on the last page
	shift     int                      // by how many items later pages move up, as after deletions
	requested []string
}

func (p *pages) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	offset, _ := strconv.Atoi(r.URL.Query().Get("offset"))
	limit, _ := strconv.Atoi(r.URL.Query().Get("limit"))
	p.requested = append(p.requested, fmt.Sprintf("%d+%d", offset, limit))
	if p.maxPage > 0 {
		limit = min(limit, p.maxPage)
	}
	if offset > 0 {
		offset -= p.shift
	}
	var items []string
	for i := offset; i < min(offset+limit, p.n); i++ {
		items = append(items, fmt.Sprintf(`{"id":"v-%d","properties":{}}`, i))
	}
	next := ""
	if offset+limit < p.n {
		next = fmt.Sprintf("http://%s%s?offset=%d", r.Host, r.URL.Path, offset+limit)
	}
	limitField := fmt.Sprintf(`,"limit":%d`, limit)
	if p.unnamed {
		limitField = ""
	}
	respond(w, http.StatusOK, jsonType, fmt.Sprintf(`{"items":[%s],"offset":%d%s%s}`,
		strings.Join(items, ","), offset, limitField, p.links(next)))
}

func plainLinks(next string) string {
	if next == "" {
		return `,"_links":{"self":"x"}`
	}
	return `,"_links":{"next":"` + next + `"}`
}

func TestList_FollowsPages(t *testing.T) {
	t.Parallel()
	always := func(string) string { return `,"_links":{"next":"http://x/"}` }
	never := func(string) string { return "" }
	for name, c := range map[string]struct {
		pages
		want      int
		requested []string
	}{
		"one short page":            {pages{n: 2, links: plainLinks}, 2, []string{"0+3"}},
		"none":                      {pages{n: 0, links: plainLinks}, 0, []string{"0+3"}},
		"one full page":             {pages{n: 3, links: plainLinks}, 3, []string{"0+3"}},
		"three pages":               {pages{n: 7, links: plainLinks}, 7, []string{"0+3", "3+3", "6+3"}},
		"three full pages":          {pages{n: 9, links: plainLinks}, 9, []string{"0+3", "3+3", "6+3"}},
		"server allows fewer":       {pages{n: 5, maxPage: 2, links: plainLinks}, 5, []string{"0+3", "2+3", "4+3"}},
		"next for ever":             {pages{n: 6, links: always}, 6, []string{"0+3", "3+3", "6+3"}},
		"no links at all":           {pages{n: 6, links: never}, 6, []string{"0+3", "3+3", "6+3"}},
		"links null":                {pages{n: 4, links: func(string) string { return `,"_links":null` }}, 4, []string{"0+3", "3+3"}},
		"moved between two pages":   {pages{n: 7, shift: 1, links: plainLinks}, 7, []string{"0+3", "3+3", "6+3"}},
		"short pages with a next":   {pages{n: 5, maxPage: 2, unnamed: true, links: plainLinks}, 5, []string{"0+3", "2+3", "4+3"}},
		"short page, next for ever": {pages{n: 2, links: always}, 2, []string{"0+3", "2+3"}},
		"offset without any effect": {pages{n: 30, shift: 3, links: always}, 3, []string{"0+3", "3+3"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := c.pages
			s := serve(t, p.ServeHTTP, func(c *Config) { c.PageSize = 3 })
			got, err := s.client.Volumes(t.Context(), "dc")
			require.NoError(t, err)
			require.Empty(t, got.Warnings)
			require.Len(t, got.Items, c.want)
			for i, v := range got.Items {
				require.Equal(t, fmt.Sprintf("v-%d", i), v.ID)
			}
			require.Equal(t, c.requested, p.requested)
		})
	}
}

func TestList_BadPageFails(t *testing.T) {
	t.Parallel()
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Query().Get("offset") != "0" {
			respond(w, http.StatusNotFound, "", "")
			return
		}
		respond(w, http.StatusOK, jsonType, `{"items":[{"id":"a"}],"_links":{"next":"x"}}`)
	}, func(c *Config) { c.PageSize = 1 })
	got, err := s.client.Datacenters(t.Context())
	require.ErrorIs(t, err, inventory.ErrNotFound)
	require.Empty(t, got.Items)
}

func TestList_UnexpectedResponses(t *testing.T) {
	t.Parallel()
	for name, body := range map[string]string{
		"empty":           "",
		"spaces":          "  \n",
		"HTML":            "<html><title>Welcome</title></html>",
		"null":            "null",
		"a list":          "[]",
		"text":            `"no"`,
		"cut off":         `{"items":[{"id":"a"},{"id"`,
		"odd items":       `{"items":{"id":"a"}}`,
		"an error":        `{"httpStatus":500,"messages":[]}`,
		"junk behind":     `{"items":[{"id":"a"}]}}`,
		"words":           "OK",
		"a number":        "12",
		"binary":          "\x00\x01\x02",
		"an error, alone": `{"messages":[{"message":"m"}]}`,
	} {
		for _, contentType := range []string{jsonType, "text/html", ""} {
			t.Run(name+" as "+contentType, func(t *testing.T) {
				t.Parallel()
				s := serve(t, func(w http.ResponseWriter, _ *http.Request) { respond(w, http.StatusOK, contentType, body) })
				got, err := s.client.Snapshots(t.Context())
				require.ErrorIs(t, err, inventory.ErrUnreadable)
				require.NotErrorIs(t, err, inventory.ErrAmbiguous)
				require.Equal(t, http.StatusOK, faultOf(t, err).Status)
				require.Empty(t, got.Items)
				_, err = s.client.Snapshot(t.Context(), "a")
				require.ErrorIs(t, err, inventory.ErrUnreadable)
			})
		}
	}
}

func TestList_Empty(t *testing.T) {
	t.Parallel()
	for body, shown := range map[string]bool{
		`{"items":[]}`: true, `{"id":"snapshots","type":"heap","items":[]}`: true, "\xef\xbb\xbf{\"items\":[]}": true,
		`{}`: false, `{"items":null}`: false, `{"id":"snapshots","type":"collection","href":"x"}`: false,
	} {
		for _, contentType := range []string{jsonType, "application/hal+json", "text/plain", "application/json;charset=utf-8", ""} {
			s := serve(t, func(w http.ResponseWriter, _ *http.Request) { respond(w, http.StatusOK, contentType, body) })
			got, err := s.client.Snapshots(t.Context())
			require.NoError(t, err, body)
			require.Empty(t, got.Items)
			require.Equal(t, shown, len(got.Warnings) == 0, "%s: a list that is not shown proves nothing", body)
		}
	}
}

// The API shows a resource without its properties where the depth does not suffice.
func TestList_ReferencesAreIncomplete(t *testing.T) {
	t.Parallel()
	for _, entry := range []string{`{"id":"x","type":"snapshot","href":"h"}`, `{"id":"x","metadata":{"state":"AVAILABLE"}}`, `{"id":"x","properties":null}`} {
		s := serve(t, func(w http.ResponseWriter, r *http.Request) {
			if strings.HasSuffix(r.URL.Path, "/x") {
				respond(w, http.StatusOK, jsonType, entry)
				return
			}
			respond(w, http.StatusOK, jsonType, `{"items":[`+entry+`,`+entry+`]}`)
		})
		whole, err := s.client.Snapshots(t.Context())
		require.NoError(t, err)
		require.Len(t, whole.Items, 1)
		require.Equal(t, []inventory.Warning{{Resource: "snapshot", ID: "x", Text: "Could not be read and is left empty: properties."}}, whole.Warnings)
		paged, err := s.client.Volumes(t.Context(), "dc")
		require.NoError(t, err)
		require.Len(t, paged.Items, 1)
		require.Len(t, paged.Warnings, 1)
		_, err = s.client.Snapshot(t.Context(), "x")
		require.ErrorIs(t, err, inventory.ErrUnreadable)
		_, err = s.client.Volume(t.Context(), "dc", "x")
		require.ErrorIs(t, err, inventory.ErrUnreadable)
	}
}

func TestList_SkipsUnreadableEntries(t *testing.T) {
	t.Parallel()
	s := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		respond(w, http.StatusOK, jsonType, `{"items":[
			{"id":"s-1","properties":{"name":"one"}},
			{"properties":{"name":"nameless"}},
			null, 7, "s-2", ["s-3"],
			{"id":null,"properties":{"name":"nulls"}},
			{"id":"s-4","metadata":{"createdDate":"someday","lastModifiedDate":12},"properties":{"name":{"en":"x"},"size":"big"}},
			{"id":"s-1","properties":{"name":"one again"}},
			{"id":"s-5","metadata":null,"properties":null}]}`)
	})
	got, err := s.client.Snapshots(t.Context())
	require.NoError(t, err)
	var ids []string
	for _, snapshot := range got.Items {
		ids = append(ids, snapshot.ID)
	}
	require.Equal(t, []string{"s-1", "s-4", "s-5"}, ids)
	require.Equal(t, "one", got.Items[0].Name)
	unread, noID := "An entry of the list could not be read and is not shown.", "An entry of the list has no id and is not shown."
	require.Equal(t, []inventory.Warning{
		{Resource: "snapshot", Text: unread}, {Resource: "snapshot", Text: unread},
		{Resource: "snapshot", Text: unread}, {Resource: "snapshot", Text: unread},
		{Resource: "snapshot", Text: noID}, {Resource: "snapshot", Text: noID},
		{Resource: "snapshot", ID: "s-4", Text: "Could not be read and is left empty: metadata.createdDate, metadata.lastModifiedDate, properties.name, properties.size."},
		{Resource: "snapshot", ID: "s-5", Text: "Could not be read and is left empty: properties."},
	}, got.Warnings)
}

// Such ids would change the path of the URL.
func TestClient_DoesNotSendBadIDs(t *testing.T) {
	t.Parallel()
	s := serve(t, func(w http.ResponseWriter, _ *http.Request) { respond(w, http.StatusOK, jsonType, emptyList) })
	for _, id := range []string{"", ".", ".."} {
		_, err := s.client.Volumes(t.Context(), id)
		require.ErrorIs(t, err, inventory.ErrNotFound)
		_, err = s.client.Servers(t.Context(), id)
		require.ErrorIs(t, err, inventory.ErrNotFound)
		_, err = s.client.Snapshot(t.Context(), id)
		require.ErrorIs(t, err, inventory.ErrNotFound)
		_, err = s.client.Request(t.Context(), id)
		require.ErrorIs(t, err, inventory.ErrNotFound)
		require.ErrorIs(t, s.client.SetSnapshotLabel(t.Context(), id, "k", "v"), inventory.ErrNotFound)
		require.ErrorIs(t, s.client.SetSnapshotLabel(t.Context(), "s", id, "v"), inventory.ErrNotFound)
	}
	require.Zero(t, s.calls.Load())
	_, err := s.client.Snapshot(t.Context(), "a/../b?c=d")
	require.ErrorIs(t, err, errOtherID)
	require.Equal(t, int64(1), s.calls.Load())
}

// Lists without pages may still say that more follows.
func TestClient_ReportsIncompleteList(t *testing.T) {
	t.Parallel()
	const item = `{"id":"5d9d1a2e-1b1a-4b6b-8f0a-000000000001","type":"snapshot","properties":{"name":"one","size":10}}`
	for rest, part := range map[string]bool{
		`"_links":{"next":"https://api.ionos.com/cloudapi/v6/snapshots?offset=1"}`: true,
		`"limit":1`: true, `"limit":1000`: false, `"_links":{}`: false, `"x":1`: false,
	} {
		s := serve(t, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			_, _ = w.Write([]byte(`{"id":"snapshots","type":"collection","items":[` + item + `],` + rest + `}`))
		})
		got, err := s.client.Snapshots(t.Context())
		require.NoError(t, err)
		require.Len(t, got.Items, 1)
		require.Equal(t, part, len(got.Warnings) == 1, "%s: %v", rest, got.Warnings)
	}
}
