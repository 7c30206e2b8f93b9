package handlers_test

import (
	"context"
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/coverage"
	"snapdeck/internal/handlers/web"
	"snapdeck/internal/operation"
)

// fakeSettings are settings in memory.
type fakeSettings struct {
	set    web.Configured
	target time.Duration
	prices string
	actor  string
}

func (f *fakeSettings) Configured() web.Configured { return f.set }

func (f *fakeSettings) SetTarget(_ context.Context, by operation.Actor, age time.Duration) error {
	f.target, f.actor, f.set.Target.Age = age, by.Name, age
	return nil
}

func (f *fakeSettings) SetPrices(_ context.Context, by operation.Actor, text string) error {
	f.prices, f.actor = text, by.Name
	return nil
}

func newSettingsDashboard(t *testing.T, set web.Configured) (*dashboard, *fakeSettings) {
	t.Helper()
	f := &fakeSettings{set: set}
	d := setup(t, func(deps *web.Deps) { deps.Settings = f })
	require.Equal(t, http.StatusSeeOther, d.logIn("ada", password))
	return d, f
}

func TestSettings_ShowsAndChanges(t *testing.T) {
	t.Parallel()
	d, f := newSettingsDashboard(t, web.Configured{
		Target: coverage.Setting{Age: 24 * time.Hour}, Currency: "EUR", Credentials: web.TokenCredentials, TokenExpires: noon.Add(72 * time.Hour),
		Values: []web.ConfiguredValue{{Name: "IONOS_TOKEN", Value: "***", From: "environment"}},
	})
	page, response := d.get("/settings")
	require.Equal(t, http.StatusOK, response.StatusCode)
	for _, want := range []string{`value="24h"`, `data-error="token"`, "IONOS_TOKEN", `data-from="environment"`} {
		require.Contains(t, page, want)
	}
	require.Equal(t, http.StatusUnprocessableEntity, d.post("/settings/target", url.Values{"target": {"soon"}}))
	require.Zero(t, f.target)
	require.Equal(t, http.StatusSeeOther, d.post("/settings/target", url.Values{"target": {" 7D "}}))
	require.Equal(t, 7*24*time.Hour, f.target)
	require.Equal(t, "ada", f.actor)
	require.Equal(t, http.StatusUnprocessableEntity, d.post("/settings/prices", url.Values{"prices": {"de/fra=cheap"}}))
	require.Empty(t, f.prices)
	require.Equal(t, http.StatusSeeOther, d.post("/settings/prices", url.Values{"prices": {"de/fra=0.05\r\n*=0.06\r\n"}}))
	require.Equal(t, "de/fra=0.05,*=0.06", f.prices)
}

func TestSettings_EnvironmentWins(t *testing.T) {
	t.Parallel()
	d, f := newSettingsDashboard(t, web.Configured{Target: coverage.Setting{Age: time.Hour, Fixed: true}, PricesFixed: true, Prices: "de/fra=1"})
	page, _ := d.get("/settings")
	require.Contains(t, page, "SNAPDECK_TARGET")
	require.NotContains(t, page, `<button class="primary">Save target`)
	require.Equal(t, http.StatusUnprocessableEntity, d.post("/settings/target", url.Values{"target": {"7d"}}))
	require.Equal(t, http.StatusUnprocessableEntity, d.post("/settings/prices", url.Values{"prices": {""}}))
	require.Zero(t, f.target)
	require.Empty(t, f.actor)
}

func TestHelp_ServesDocuments(t *testing.T) {
	t.Parallel()
	d := setup(t)
	require.Equal(t, http.StatusSeeOther, d.logIn("ada", password))
	for path, want := range map[string]string{
		"/help": `href="/help/operations"`, "/help/readme": "<h1", "/help/changelog": "<h1", "/help/decisions": `href="/help/decisions/0021-archives"`,
		"/help/decisions/0021-archives": "<h1", "/help/about": "modules-title",
	} {
		page, response := d.get(path)
		require.Equal(t, http.StatusOK, response.StatusCode, path)
		require.Contains(t, page, want, path)
	}
	_, response := d.get("/help/nothing")
	require.Equal(t, http.StatusNotFound, response.StatusCode)
}
