package e2e

import (
	"context"
	"net/http"
	"net/http/cookiejar"
	"net/url"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

// cookies returns a client with the tab's session.
func (b *tab) cookies() *http.Client {
	b.t.Helper()
	var retained []*network.Cookie
	b.do(chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		response, err := cdp.Call(ctx, t, network.GetCookies, network.GetCookiesParams{})
		retained = response.Cookies
		return err
	}))
	jar, err := cookiejar.New(nil)
	if err != nil {
		b.t.Fatal(err)
	}
	home, err := url.Parse(b.app.url)
	if err != nil {
		b.t.Fatal(err)
	}
	for _, c := range retained {
		jar.SetCookies(home, []*http.Cookie{{Name: c.Name, Value: c.Value, Path: "/"}}) //nolint:gosec // sent, not set
	}
	c := &http.Client{Jar: jar, Timeout: cloudTimeout, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	b.t.Cleanup(c.CloseIdleConnections)
	return c
}
