package app

import (
	"io"
	"log/slog"
	"net/netip"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/audit"
	"snapdeck/internal/auth"
	"snapdeck/internal/config"
	"snapdeck/internal/handlers/web"
	"snapdeck/internal/operation"
	"snapdeck/internal/price"
	"snapdeck/internal/secret"
)

const pricesText = "de/fra=0.05,*=0.06"

// Pages, metrics and samples share the report.
func TestSettings_TargetAppliesAtOnce(t *testing.T) {
	t.Parallel()
	data := installation(t)
	a := newApp(t, data, quiet())
	before := settings{a}.Configured().Target
	require.False(t, before.Fixed)
	require.Equal(t, before.Age, a.report().Target)

	amy := operation.Actor{Name: "amy", Addr: "192.0.2.1"}
	require.NoError(t, settings{a}.SetTarget(t.Context(), amy, 14*24*time.Hour))
	require.Equal(t, 14*24*time.Hour, a.report().Target)
	require.Equal(t, 14*24*time.Hour, settings{a}.Configured().Target.Age)
	page, _, err := a.store.Audit(t.Context(), audit.Filter{Action: audit.SetTarget})
	require.NoError(t, err)
	require.Len(t, page, 1)
	require.Equal(t, []string{"amy", "192.0.2.1"}, []string{page[0].Actor, page[0].ActorAddr})

	replica := openBeside(t, data)
	require.NoError(t, replica.SetTarget(t.Context(), "bob", "", 7*24*time.Hour, time.Now()))
	require.NoError(t, a.readTarget(t.Context()))
	require.Equal(t, 7*24*time.Hour, a.report().Target, "another replica's change is read")
	stop(t, a)

	fixed := newApp(t, data, quiet(), "SNAPDECK_TARGET=48h")
	require.Equal(t, 48*time.Hour, fixed.report().Target, "the environment wins")
	require.True(t, settings{fixed}.Configured().Target.Fixed)
	stop(t, fixed)
	require.Equal(t, 7*24*time.Hour, newApp(t, data, quiet()).report().Target, "the stored target is kept")
}

// IONOS Cloud is unreachable, so no poll can cause the new view.
func TestSettings_PricesApplyFromNextView(t *testing.T) {
	t.Parallel()
	data := installation(t)
	a := startApp(t, data, quiet())
	shown := func() price.List { return a.mirror.View().Prices }
	require.False(t, shown().Known())
	require.NoError(t, settings{a}.SetPrices(t.Context(), operation.Actor{Name: "amy"}, pricesText))
	await(t, "they are shown", func() bool { return shown().Known() })
	perGB, _ := shown().PerGB("de/fra")
	require.Equal(t, "0.05", perGB)
	require.Equal(t, a.config.Currency, shown().Currency)
	require.Equal(t, pricesText, settings{a}.Configured().Prices)

	replica := openBeside(t, data)
	require.NoError(t, replica.SetPrices(t.Context(), "bob", "", "", time.Now()))
	require.NoError(t, a.readPrices(t.Context()))
	await(t, "another replica's change is shown", func() bool { return !shown().Known() })

	require.NoError(t, replica.SetPrices(t.Context(), "bob", "", "cheap", time.Now()))
	require.Error(t, a.readPrices(t.Context()), "they cannot be read")
}

func TestSettings_PricesOfEnvironmentWin(t *testing.T) {
	t.Parallel()
	a := startApp(t, installation(t), quiet(), "SNAPDECK_PRICES=*=0.10", "SNAPDECK_CURRENCY=USD")
	await(t, "they are shown", func() bool { return a.mirror.View().Prices.Known() })
	require.NoError(t, settings{a}.SetPrices(t.Context(), operation.Actor{Name: "amy"}, pricesText))
	perGB, _ := a.mirror.View().Prices.PerGB("de/fra")
	require.Equal(t, "0.1", perGB)
	is := settings{a}.Configured()
	require.True(t, is.PricesFixed)
	require.Equal(t, "*=0.10", is.Prices)
	require.Equal(t, "USD", is.Currency)
}

func TestSettings_ConfiguredHoldsNoSecrets(t *testing.T) {
	t.Parallel()
	const token = "a.eyJleHAiOjE4MDAwMDAwMDB9.c"
	for name, c := range map[string]struct {
		environ     []string
		credentials string
		expires     time.Time
	}{
		"a token":              {[]string{"IONOS_TOKEN=" + token}, web.TokenCredentials, time.Unix(1_800_000_000, 0).UTC()},
		"a token of no form":   {[]string{"IONOS_TOKEN=secretive"}, web.TokenCredentials, time.Time{}},
		"a user":               {[]string{"IONOS_USERNAME=amy", "IONOS_PASSWORD=secretive"}, web.PasswordCredentials, time.Time{}},
		"a token and a user":   {[]string{"IONOS_TOKEN=" + token, "IONOS_USERNAME=amy", "IONOS_PASSWORD=secretive"}, web.TokenCredentials, time.Unix(1_800_000_000, 0).UTC()},
		"none, so a simulator": {nil, web.NoCredentials, time.Time{}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			parsed, err := config.Parse(nil, append([]string{"SNAPDECK_DATA=/none", "SNAPDECK_POLL_SLOW=2m"}, c.environ...), io.Discard)
			require.NoError(t, err)
			a, none := &App{config: parsed}, ""
			a.target.Store(&none)
			a.prices.Store(&none)
			is := settings{a}.Configured()
			require.Equal(t, c.credentials, is.Credentials)
			require.Equal(t, c.expires, is.TokenExpires)
			require.Equal(t, 2*time.Minute, is.PollSlow)
			values := map[string]web.ConfiguredValue{}
			for _, v := range is.Values {
				values[v.Name] = v
				require.NotContains(t, v.Value, "secretive", v.Name)
				require.NotContains(t, v.Value, token, v.Name)
			}
			require.Equal(t, "2m", values["SNAPDECK_POLL_SLOW"].Value)
			require.NotEqual(t, values["SNAPDECK_POLL_FAST"].From, values["SNAPDECK_POLL_SLOW"].From)
		})
	}
}

// Neither the setting nor the token needs a call.
func TestContractHint_PrefersSettingOverToken(t *testing.T) {
	t.Parallel()
	token := secret.New("a.eyJpZGVudGl0eSI6eyJjb250cmFjdE51bWJlciI6NDJ9fQ.c")
	for want, c := range map[string]config.Config{
		"":   {Token: secret.New("opaque")},
		"42": {Token: token},
		"7":  {Token: token, ContractNumber: "7"},
	} {
		require.Equal(t, want, (&App{config: c}).contractHint())
	}
}

// An outcome is unknown only when no gateway can still hold the call.
func TestTiming_FollowsGatewayHold(t *testing.T) {
	t.Parallel()
	standard := operation.DefaultTiming()
	for hold, want := range map[time.Duration]time.Duration{
		30 * time.Second: standard.UnknownAfter,
		30 * time.Minute: 30*time.Minute + afterHold,
	} {
		is := timingOf(config.Config{GatewayHold: hold, BusyLimit: time.Hour})
		require.Equal(t, hold, is.Hold)
		require.Equal(t, want, is.UnknownAfter, hold)
		require.Greater(t, is.UnknownAfter, is.Hold)
		require.Equal(t, time.Hour, is.Busy)
		require.Equal(t, time.Hour, is.StuckAfter)
	}
}

func TestSite_WarnsOfUnencryptedPasswords(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		config config.Config
		warns  bool
	}{
		"this machine only":          {config.Config{Addr: "127.0.0.1:8080"}, false},
		"all addresses":              {config.Config{Addr: ":8080"}, true},
		"all addresses with TLS":     {config.Config{Addr: ":8080", TLSCert: "cert.pem", TLSKey: "key.pem"}, false},
		"behind a proxy":             {config.Config{Addr: ":8080", TrustedProxies: config.Prefixes{netip.MustParsePrefix("10.0.0.0/8")}}, false},
		"an encrypted public URL":    {config.Config{Addr: ":8080", PublicURL: "https://snapdeck.example.com"}, false},
		"an unencrypted public URL":  {config.Config{Addr: ":8080", PublicURL: "http://snapdeck.example.com"}, true},
		"a public URL that is local": {config.Config{Addr: ":8080", PublicURL: "http://localhost:8080"}, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var log logBuffer
			a := &App{config: c.config, log: log.logger()}
			require.NoError(t, a.openSite(t.Context()))
			require.Equal(t, c.warns, log.String() != "", log.String())
		})
	}
}

func TestProvider_GroupsGiveRoles(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		config config.Config
		there  bool
		err    error
	}{
		"none":            {config.Config{OIDCRoles: config.GroupRoles{"ops": "owner"}}, false, nil},
		"one":             {config.Config{OIDCIssuer: "https://id.example.com", OIDCRoles: config.GroupRoles{"ops": "maintainer", "all": "viewer"}}, true, nil},
		"an unknown role": {config.Config{OIDCIssuer: "https://id.example.com", OIDCRoles: config.GroupRoles{"ops": "owner"}}, false, auth.ErrBadRole},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := &App{config: c.config, log: slog.New(slog.DiscardHandler)}
			require.ErrorIs(t, a.openProvider(), c.err)
			require.Equal(t, c.there, a.provider != nil, "pages offer it only if it is there")
		})
	}
}
