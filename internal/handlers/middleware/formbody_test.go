package middleware

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	"github.com/labstack/echo/v4"
	"github.com/stretchr/testify/require"

	"snapdeck/internal/handlers/problem"
	"snapdeck/internal/handlers/webtest"
)

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
		require.Equal(t, c.status, problem.Of(err, ctx.Request(), "").Status, name)
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
	c, _ = webtest.Request(http.MethodGet, "/x?name=address", nil)
	require.NoError(t, FieldsFromBody(func(c echo.Context) error {
		require.Equal(t, "address", c.FormValue("name"))
		return nil
	})(c))
}
