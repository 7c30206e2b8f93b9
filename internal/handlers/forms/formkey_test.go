package forms

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/auth"
	"snapdeck/internal/handlers/paths"
	"snapdeck/internal/handlers/webtest"
	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
)

// sent returns a form as ada sends it.
func sent(t *testing.T, l *webtest.Records, path string, form url.Values) Sent {
	t.Helper()
	c, _ := webtest.Request(http.MethodPost, path, form)
	s, err := SentForm(c, l)
	require.NoError(t, err)
	return s
}

// Another user, another page and another rendering of it are other forms.
func TestSentForm_KeyIdentifiesFormOfUser(t *testing.T) {
	t.Parallel()
	l := &webtest.Records{}
	key := sent(t, l, "/a", url.Values{"key": {"k"}}).Key.Form
	require.Equal(t, key, sent(t, l, "/a", url.Values{"key": {"k"}, "name": {"x"}}).Key.Form, "whatever it contains")
	require.NotEqual(t, key, sent(t, l, "/b", url.Values{"key": {"k"}}).Key.Form)
	require.NotEqual(t, key, sent(t, l, "/a", url.Values{"key": {"l"}}).Key.Form)
	c, _ := webtest.RequestBy(auth.User{Name: "eve", Role: auth.RoleAdmin}, http.MethodPost, "/a", url.Values{"key": {"k"}})
	other, err := SentForm(c, l)
	require.NoError(t, err)
	require.NotEqual(t, key, other.Key.Form)
	require.Equal(t, operation.Actor{Name: "eve", Addr: "192.0.2.1"}, other.By)
}

// Such a form is recorded each time that it is sent.
func TestSentForm_UnusableKeyIsANewForm(t *testing.T) {
	t.Parallel()
	l := &webtest.Records{}
	for _, key := range []string{"", strings.Repeat("k", maxKey+1)} {
		first, again := sent(t, l, "/a", url.Values{"key": {key}}), sent(t, l, "/a", url.Values{"key": {key}})
		require.NotEqual(t, first.Key.Form, again.Key.Form)
		require.Less(t, len(first.Key.Form), 2*maxKey)
	}
	long := url.Values{"key": {strings.Repeat("k", maxKey)}}
	require.Equal(t, sent(t, l, "/a", long).Key, sent(t, l, "/a", long).Key)
}

// The order does not count, nor do the return address and the list of targets.
func TestContentOf_IdentifiesRequestedContent(t *testing.T) {
	t.Parallel()
	base := contentOf(url.Values{"name": {"x"}, "label": {"b", "a"}})
	for name, c := range map[string]struct {
		form url.Values
		same bool
	}{
		"order of values":  {url.Values{"label": {"a", "b"}, "name": {"x"}}, true},
		"key and way back": {url.Values{"name": {"x"}, "label": {"a", "b"}, "key": {"k"}, "back": {"/"}, "from": {"/volumes"}, "seen": {"digest"}}, true},
		"targets":          {url.Values{"name": {"x"}, "label": {"a", "b"}, "vol": {"v1"}, "snap": {"s1"}, "match": {"/volumes"}}, true},
		"other value":      {url.Values{"name": {"y"}, "label": {"a", "b"}}, false},
		"one value less":   {url.Values{"name": {"x"}, "label": {"a"}}, false},
		"another field":    {url.Values{"name": {"x"}, "label": {"a", "b"}, "lock": {"1"}}, false},
		"shifted borders":  {url.Values{"name": {"x&label=a"}, "label": {"b"}}, false},
	} {
		require.Equal(t, c.same, contentOf(c.form) == base, name)
	}
	form := url.Values{"key": {"k"}, "label": {"b", "a"}}
	contentOf(form)
	require.Equal(t, url.Values{"key": {"k"}, "label": {"b", "a"}}, form, "the form itself is not changed")
}

// recordedBy returns the operations that a form recorded, one for each volume, newest first.
func recordedBy(t *testing.T, key operation.Key, volumes ...string) []operation.Operation {
	t.Helper()
	records := &webtest.Records{}
	engine := webtest.NewEngine(records, inventory.NewView(inventory.Listings{}, webtest.Noon), webtest.Noon)
	for _, id := range volumes {
		_, err := engine.Submit(t.Context(), operation.Actor{Name: "ada"}, key, operation.Request{Kind: operation.CreateSnapshot, VolumeID: id})
		require.NoError(t, err)
	}
	return records.Ops
}

// Exactly the items are missing that were added to the form since.
func TestSent_FindsRecordedOperations(t *testing.T) {
	t.Parallel()
	s := Sent{Key: operation.Key{Form: "f", Content: "name=x"}}
	require.False(t, s.After(nil).WasSent("v1"))
	require.False(t, s.After(nil).WasSent())
	s = s.After(recordedBy(t, s.Key, "v1", "v2"))
	require.True(t, s.WasSent())
	require.True(t, s.WasSent("v2", "v1"))
	require.False(t, s.WasSent("v1", "v3"))
	require.Equal(t, []string{"v3"}, s.MissingOf([]string{"v1", "v3", "v2"}))
	require.Equal(t, 2, s.CountRecorded([]string{"v1", "v3", "v2"}))
	c, response := webtest.Request(http.MethodPost, "/x", url.Values{})
	require.NoError(t, s.Again(c, ""))
	id := s.Earlier[0].ID
	require.Equal(t, paths.OperationHref(id)+"?notice=earlier."+id, response.Header().Get("Location"))
}

// The form recorded something, but nothing of what it contains now.
func TestSent_OtherContentDiffers(t *testing.T) {
	t.Parallel()
	first := operation.Key{Form: "f", Content: "name=x"}
	s := Sent{Key: operation.Key{Form: "f", Content: "name=y"}}.After(recordedBy(t, first, "v1"))
	require.Len(t, s.Became, 1)
	require.Empty(t, s.Earlier)
	require.False(t, s.WasSent("v1"))
	require.Equal(t, []string{"v1"}, s.MissingOf([]string{"v1"}))
}

// A deletion is about its snapshot, whatever the source volume.
func TestSent_DeletionDoesNotMatchVolume(t *testing.T) {
	t.Parallel()
	deletion := operation.Operation{Kind: operation.DeleteSnapshot, SnapshotID: "s", VolumeID: "v"}
	require.True(t, isAbout(deletion, "s"))
	require.False(t, isAbout(deletion, "v"))
	create := operation.Operation{Kind: operation.CreateSnapshot, SnapshotID: "s", VolumeID: "v"}
	require.True(t, isAbout(create, "v"))
	require.False(t, isAbout(create, "s"))
}

// Without the ledger a form could be recorded twice.
func TestSentForm_FailingLedgerIsAnError(t *testing.T) {
	t.Parallel()
	l := &webtest.Records{}
	l.Err = webtest.ErrAway
	c, _ := webtest.Request(http.MethodPost, "/a", url.Values{"key": {"k"}})
	_, err := SentForm(c, l)
	require.ErrorIs(t, err, webtest.ErrAway)
}

// They are found in the ledger by the key alone.
func TestSentForm_FindsRecordedOperations(t *testing.T) {
	t.Parallel()
	l := &webtest.Records{}
	form := url.Values{"key": {"k"}, "name": {"x"}}
	key := sent(t, l, "/a", form).Key
	l.Ops = append(recordedBy(t, key, "v1"), operation.Operation{ID: "other", Key: "another form", Kind: operation.CreateSnapshot, VolumeID: "v2"})
	again := sent(t, l, "/a", form)
	require.Len(t, again.Became, 1)
	require.True(t, again.WasSent("v1"))
	require.False(t, again.WasSent("v2"))
}

// A notice says when the form was recorded before.
func TestRecorded_LeadsToExistingResource(t *testing.T) {
	t.Parallel()
	op := operation.Operation{ID: "op1"}
	for name, c := range map[string]struct {
		result operation.Result
		href   string // of the recorded operations
		want   string // the target of the redirect
	}{
		"one":         {operation.Result{Ops: []operation.Operation{op}}, "/operations/op1", "/volumes?q=a"},
		"one, before": {operation.Result{Ops: []operation.Operation{op}, Earlier: true}, "/operations/op1", "/volumes?notice=earlier.op1&q=a"},
		"batch":       {operation.Result{Batch: "b 1", Ops: []operation.Operation{op, op}}, "/batches/b%201", "/volumes?q=a"},
	} {
		ctx, response := webtest.Request(http.MethodPost, "/a", url.Values{})
		require.NoError(t, Recorded(ctx, c.result, "/volumes?q=a"), name)
		require.Equal(t, http.StatusSeeOther, response.Code, name)
		require.Equal(t, c.want, response.Header().Get("Location"), name)
		require.Equal(t, c.href, ResultHref(c.result), name)
	}
	ctx, response := webtest.Request(http.MethodPost, "/a", url.Values{})
	require.NoError(t, Sent{Earlier: []operation.Operation{op}}.Again(ctx, "/volumes"))
	require.Equal(t, "/volumes?notice=earlier.op1", response.Header().Get("Location"))
	require.Equal(t, "/batches/b", TogetherHref(operation.Operation{ID: "op1", Batch: "b"}))
	require.Equal(t, "/operations/op1", TogetherHref(op))
}
