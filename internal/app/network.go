package app

import (
	"context"
	"fmt"

	"snapdeck/internal/site"
)

// openSite determines the address at which browsers reach Snapdeck.
func (a *App) openSite(context.Context) (err error) {
	a.site, err = site.New(site.Options{
		Public: a.config.PublicURL, Listen: a.config.Addr, TLS: a.config.TLS(),
		Trusted: a.config.TrustedProxies.Contains, Proxied: len(a.config.TrustedProxies) > 0,
		Log: a.log.With("part", "web"),
	})
	if err != nil {
		return fmt.Errorf("SNAPDECK_PUBLIC_URL: %w", err)
	}
	if a.site.Unencrypted() {
		a.log.Warn("listen without TLS", "addr", a.config.Addr, "set", "SNAPDECK_TLS_CERT and SNAPDECK_TLS_KEY, or SNAPDECK_TRUSTED_PROXIES")
	}
	return nil
}
