package middleware

import (
	"bytes"
	"log/slog"
	"net/http"
	"testing"

	"github.com/labstack/echo/v4"
	"github.com/stretchr/testify/require"

	"snapdeck/internal/handlers/webtest"
)

// A panic that ends a connection on purpose is passed on.
func TestRecoverPanics_ErrorHasStack(t *testing.T) {
	t.Parallel()
	var text bytes.Buffer
	recovering := RecoverPanics(slog.New(slog.NewTextHandler(&text, nil)))
	c, _ := webtest.Request(http.MethodGet, "/x", nil)
	err := recovering(func(echo.Context) error { panic("index out of range") })(c)
	require.ErrorContains(t, err, "index out of range")
	require.Contains(t, text.String(), "recover_test.go")
	require.NoError(t, recovering(func(echo.Context) error { return nil })(c))
	require.PanicsWithValue(t, http.ErrAbortHandler, func() {
		_ = recovering(func(echo.Context) error { panic(http.ErrAbortHandler) })(c)
	})
}
