package app

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// Client is an HTTP client that keeps cookies and does not follow redirects.
type Client struct{ *http.Client }

// NewClient returns a client whose connections are closed when the test ends.
func NewClient(tb testing.TB, timeout time.Duration) Client {
	tb.Helper()
	jar, err := cookiejar.New(nil)
	require.NoError(tb, err)
	c := Client{&http.Client{
		Jar: jar, Timeout: timeout, Transport: &http.Transport{DisableCompression: true}, // compression is slow under the race detector
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
	tb.Cleanup(c.CloseIdleConnections)
	return c
}

// LogIn logs the user in at a dashboard.
func (c Client) LogIn(tb testing.TB, at string) {
	tb.Helper()
	status, text, err := c.Send(tb.Context(), http.MethodPost, at+"/login", url.Values{"username": {User}, "password": {Password}})
	require.NoError(tb, err)
	require.Equal(tb, http.StatusSeeOther, status, text)
}

// Send requests an address, with a form or nil, and returns the status and the body of the response.
func (c Client) Send(ctx context.Context, method, address string, form url.Values) (status int, text string, err error) {
	request, err := http.NewRequestWithContext(ctx, method, address, strings.NewReader(form.Encode()))
	if err != nil {
		return 0, "", fmt.Errorf("make a request: %w", err)
	}
	if form != nil {
		request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	response, err := c.Do(request)
	if err != nil {
		return 0, "", fmt.Errorf("%s %s: %w", method, request.URL.Path, err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		return 0, "", fmt.Errorf("read the response to %s %s: %w", method, request.URL.Path, err)
	}
	return response.StatusCode, string(body), nil
}
