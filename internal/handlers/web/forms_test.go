package web

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"testing"

	"github.com/labstack/echo/v4"
	"github.com/stretchr/testify/require"
)

// A lone carriage return was typed by the user.
func TestNormalizeNewlines_OfBrowsersOnly(t *testing.T) {
	t.Parallel()
	require.Equal(t, "a\n\nb\rc\n", NormalizeNewlines("a\r\n\r\nb\rc\n"))
}

// bodyError is a body whose reading fails.
type bodyError struct{ error }

func (b bodyError) Read([]byte) (int, error) { return 0, b.error }

// The client is too slow, disconnects, or sends too much.
func TestParseForm_StatusByError(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		fault  error
		status int
	}{
		"slow client": {os.ErrDeadlineExceeded, http.StatusRequestTimeout},
		"broken off":  {errors.New("unexpected EOF"), http.StatusBadRequest},
		"too large":   {&http.MaxBytesError{Limit: 1}, http.StatusRequestEntityTooLarge},
	} {
		r := httptest.NewRequest(http.MethodPost, "/x", bodyError{c.fault})
		r.Header.Set("Content-Type", echo.MIMEApplicationForm)
		ctx := echo.New().NewContext(r, httptest.NewRecorder())
		err := parseForm(r)
		require.Error(t, err, name)
		require.Equal(t, c.status, newFixture(t).problemPage(err, ctx).Status, name)
	}
	malformed := httptest.NewRequest(http.MethodPost, "/x", strings.NewReader("a=%zz"))
	malformed.Header.Set("Content-Type", echo.MIMEApplicationForm)
	var status *echo.HTTPError
	require.ErrorAs(t, parseForm(malformed), &status)
	require.Equal(t, http.StatusBadRequest, status.Code)
}

// Another site may have made the address.
func TestFieldsFromBody_AnAddressRequestsNothing(t *testing.T) {
	t.Parallel()
	r := httptest.NewRequest(http.MethodPost, "/x?name=address&confirm=yes", strings.NewReader("name=body"))
	r.Header.Set(echo.HeaderContentType, echo.MIMEApplicationForm)
	c := echo.New().NewContext(r, httptest.NewRecorder())
	require.NoError(t, FieldsFromBody(func(c echo.Context) error {
		require.Equal(t, "body", c.FormValue("name"))
		require.Empty(t, c.FormValue("confirm"))
		return nil
	})(c))
	c, _ = request(http.MethodGet, "/x?name=address", nil)
	require.NoError(t, FieldsFromBody(func(c echo.Context) error {
		require.Equal(t, "address", c.FormValue("name"))
		return nil
	})(c))
}

// No character is cut.
func TestTruncate_CountsCharacters(t *testing.T) {
	t.Parallel()
	require.Equal(t, "größ", Truncate("größe", 4))
	require.Equal(t, "größe", Truncate("größe", 5))
	require.Equal(t, "", Truncate("größe", 0))
}

// The selection is the ticked rows, or all that a list of this site matches.
func TestSelectedIDs_EachOnce(t *testing.T) {
	t.Parallel()
	asked := ""
	list := func(address *url.URL) []string { asked = address.String(); return []string{"b", "c", ""} }
	for name, c := range map[string]struct {
		form   url.Values
		want   []string
		listed string
	}{
		"marked":                 {url.Values{"vol": {"a", "b", "a", ""}}, []string{"a", "b"}, ""},
		"marked and a list":      {url.Values{"vol": {"a", "b"}, "match": {"/volumes?q=x"}}, []string{"a", "b", "c"}, "/volumes?q=x"},
		"a list alone":           {url.Values{"match": {"/volumes"}}, []string{"b", "c"}, "/volumes"},
		"a list of another site": {url.Values{"match": {"https://evil.example.org/volumes?q=x"}}, []string{"b", "c"}, "/"},
		"other field":            {url.Values{"snap": {"a"}}, nil, ""},
	} {
		asked = ""
		require.Equal(t, c.want, SelectedIDs(c.form, "vol", list), name)
		require.Equal(t, c.listed, asked, name)
	}
}

// The row of the pressed button is one of them.
func TestDroppedIDs_AreShownAndNotSelected(t *testing.T) {
	t.Parallel()
	form := url.Values{"row": {"a", "b", "c", "d"}, "vol": {"a", "b", "c"}, "drop": {"b,x"}}
	require.Equal(t, []string{"b", "d"}, DroppedIDs(form, "vol"))
	require.Equal(t, []string{"a", "c"}, form["vol"])
	require.Equal(t, []string{"a", "b", "c", "d"}, form["row"])
}

// Otherwise it is the whole list.
func TestSelectionOrigin_StaysOnThisSite(t *testing.T) {
	t.Parallel()
	for from, want := range map[string]string{"/volumes?q=a": "/volumes?q=a", "": "/volumes", "/": "/volumes", "//evil.example.org": "/volumes", "javascript:alert(1)": "/volumes"} {
		require.Equal(t, want, SelectionOrigin(url.Values{"from": {from}}, "/volumes"), from)
	}
}
