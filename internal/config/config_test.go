package config_test

import (
	"bytes"
	"encoding/base64"
	"io"
	"log/slog"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/config"
	"snapdeck/internal/price"
)

const home = "HOME=/home/ada"

func parse(t *testing.T, args []string, environ ...string) (config.Config, error) {
	t.Helper()
	return config.Parse(args, append([]string{home}, environ...), io.Discard)
}

func TestParse_Defaults(t *testing.T) {
	t.Parallel()
	c, err := parse(t, nil)
	require.NoError(t, err)
	c.Settings = nil // has its own test
	require.Equal(t, config.Config{
		Addr: "127.0.0.1:8080", Data: "/home/ada/.local/share/snapdeck",
		UndoWindow:      10 * time.Minute,
		GatewayHold:     3 * time.Minute,
		BusyLimit:       2 * time.Hour,
		ResponseTimeout: 2 * time.Second,
		PollFast:        time.Second, PollWatched: 10 * time.Second, PollSlow: time.Minute,
		SessionIdle: 12 * time.Hour, SessionMax: 7 * 24 * time.Hour,
		OIDCName: "single sign-on", OIDCScopes: []string{"profile", "email"}, OIDCGroups: "groups", ProofAge: 5 * time.Minute, NameTemplate: "{volume} {date} {time}", TimeZone: c.TimeZone, LaneWidth: 1, BudgetReserve: 30, SessionStreams: 16, MaxStreams: 10_000,
		LogLevel: slog.LevelInfo, LogFormat: "text",
		Currency: "EUR", Prices: price.List{Currency: "EUR"},
		APIURL: "https://api.ionos.com", SimSeed: 1, SimSpeed: 1,
	}, c)
	require.Equal(t, time.UTC, c.TimeZone.Location())
	require.True(t, c.Simulated())
}

func TestParse_AllSettings(t *testing.T) {
	t.Parallel()
	c, err := parse(t, []string{"-addr", ":9", "-data=/d", "-log-level", "debug", "user", "add", "eve"},
		"SNAPDECK_ADDR=127.0.0.1:1", "SNAPDECK_DATA=/e", "SNAPDECK_ADMIN_PASSWORD=correct horse", "SNAPDECK_TRUSTED_PROXIES=10.0.0.7, fd00::/8",
		"SNAPDECK_POLL_FAST=500ms", "SNAPDECK_POLL_WATCHED=5s", "SNAPDECK_POLL_SLOW=2m", "SNAPDECK_SESSION_IDLE=1h", "SNAPDECK_SESSION_MAX=2h",
		"SNAPDECK_NAME_TEMPLATE=snap {date}", "SNAPDECK_TIME_ZONE=Europe/Berlin", "SNAPDECK_LOG_LEVEL=error", "SNAPDECK_LOG_FORMAT=json",
		"IONOS_USERNAME=ada", "IONOS_PASSWORD=hush", "IONOS_API_URL=https://api.example.com/cloudapi/v6/", "IONOS_CONTRACT_NUMBER=31",
		"SNAPDECK_DATABASE_URL=postgres://ada:hush@db/snapdeck?sslmode=require", "SNAPDECK_LANE_WIDTH=3", "SNAPDECK_BUDGET_RESERVE=50",
		"SNAPDECK_TARGET=7d", "SNAPDECK_PRICES=de/fra=0.05, *=0.06", "SNAPDECK_CURRENCY=CHF", "SNAPDECK_SIM_SEED=-7", "SNAPDECK_SIM_SPEED=2.5")
	require.NoError(t, err)
	require.Equal(t, ":9", c.Addr)
	require.Equal(t, "/d", c.Data)
	require.Equal(t, slog.LevelDebug, c.LogLevel)
	require.Equal(t, []string{"user", "add", "eve"}, c.Args)
	require.Equal(t, "correct horse", c.AdminPassword.Reveal())
	require.True(t, c.TrustedProxies.Contains(netip.MustParseAddr("::ffff:10.0.0.7")))
	require.True(t, c.TrustedProxies.Contains(netip.MustParseAddr("fd00::1")))
	require.False(t, c.TrustedProxies.Contains(netip.MustParseAddr("10.0.0.8")))
	require.Equal(t, "Europe/Berlin", c.TimeZone.String())
	require.False(t, c.Simulated())
	require.Equal(t, "https://api.example.com", c.APIURL)
	require.Equal(t, int64(-7), c.SimSeed)
	require.InDelta(t, 2.5, c.SimSpeed, 0)
	require.Equal(t, 7*24*time.Hour, c.Target.Age())
	require.Equal(t, "CHF", c.Prices.Currency)
	require.Equal(t, "0.5", c.Prices.Of("de/fra", 10).Amount.Decimal())
	require.Empty(t, c.Warnings)
}

func TestParse_EmptyVariableIsUnset(t *testing.T) {
	t.Parallel()
	c, err := parse(t, nil, "SNAPDECK_ADDR=", "IONOS_TOKEN=", "IONOS_API_URL=")
	require.NoError(t, err)
	require.Equal(t, "127.0.0.1:8080", c.Addr)
	require.True(t, c.Simulated())
}

func TestParse_NamesWrongValue(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		environ []string
		args    []string
		want    string
	}{
		"duration":        {environ: []string{"SNAPDECK_POLL_FAST=abc"}, want: `SNAPDECK_POLL_FAST: "abc" is not a duration such as 2s`},
		"too fast":        {environ: []string{"SNAPDECK_POLL_FAST=1ms"}, want: "SNAPDECK_POLL_FAST: 1ms is not between"},
		"order":           {environ: []string{"SNAPDECK_POLL_SLOW=5s"}, want: "SNAPDECK_POLL_SLOW: 5s is shorter than SNAPDECK_POLL_WATCHED"},
		"address":         {environ: []string{"SNAPDECK_ADDR=localhost"}, want: `SNAPDECK_ADDR: "localhost" is not an address`},
		"port":            {environ: []string{"SNAPDECK_ADDR=localhost:99999"}, want: "SNAPDECK_ADDR"},
		"level":           {environ: []string{"SNAPDECK_LOG_LEVEL=loud"}, want: `SNAPDECK_LOG_LEVEL: "loud" is not one of debug, info, warn, error`},
		"level by flag":   {args: []string{"-log-level", "loud"}, want: `-log-level: "loud" is not one of`},
		"format":          {environ: []string{"SNAPDECK_LOG_FORMAT=xml"}, want: "SNAPDECK_LOG_FORMAT"},
		"proxy":           {environ: []string{"SNAPDECK_TRUSTED_PROXIES=10.0.0.1,nginx"}, want: `SNAPDECK_TRUSTED_PROXIES: "nginx" is neither`},
		"zone":            {environ: []string{"SNAPDECK_TIME_ZONE=Mars"}, want: `SNAPDECK_TIME_ZONE: "Mars" is not a time zone`},
		"local zone":      {environ: []string{"SNAPDECK_TIME_ZONE=Local"}, want: "SNAPDECK_TIME_ZONE"},
		"public url":      {environ: []string{"SNAPDECK_PUBLIC_URL=deck.example.com"}, want: "SNAPDECK_PUBLIC_URL"},
		"certificate":     {environ: []string{"SNAPDECK_TLS_CERT=/none"}, want: "SNAPDECK_TLS_CERT is set without SNAPDECK_TLS_KEY"},
		"tls key":         {environ: []string{"SNAPDECK_TLS_KEY=/none"}, want: "SNAPDECK_TLS_KEY is set without SNAPDECK_TLS_CERT"},
		"tls pair":        {environ: []string{"SNAPDECK_TLS_KEY=/none", "SNAPDECK_TLS_CERT=/none"}, want: "cannot be used"},
		"metrics token":   {environ: []string{"SNAPDECK_METRICS_TOKEN=hush"}, want: "SNAPDECK_METRICS_TOKEN"},
		"no sslmode":      {environ: []string{"SNAPDECK_DATABASE_URL=postgres://ada:hush@db/snapdeck"}, want: "sslmode=verify-full"},
		"sslmode of ip":   {environ: []string{"SNAPDECK_DATABASE_URL=postgres://ada:hush@10.0.0.7/snapdeck"}, want: "sslmode"},
		"sslmode, host":   {environ: []string{"SNAPDECK_DATABASE_URL=postgres://ada:hush@/snapdeck?host=db"}, want: "sslmode"},
		"database":        {environ: []string{"SNAPDECK_DATABASE_URL=mysql://ada:hush@db"}, want: "SNAPDECK_DATABASE_URL"},
		"gateway hold":    {environ: []string{"SNAPDECK_GATEWAY_HOLD=10s"}, want: "SNAPDECK_GATEWAY_HOLD"},
		"busy limit":      {environ: []string{"SNAPDECK_BUSY_LIMIT=72h"}, want: "SNAPDECK_BUSY_LIMIT"},
		"undo window":     {environ: []string{"SNAPDECK_UNDO_WINDOW=25h"}, want: "SNAPDECK_UNDO_WINDOW"},
		"answer within":   {environ: []string{"SNAPDECK_ANSWER_WITHIN=31s"}, want: "SNAPDECK_ANSWER_WITHIN"},
		"drain":           {environ: []string{"SNAPDECK_DRAIN=2m"}, want: "SNAPDECK_DRAIN"},
		"streams":         {environ: []string{"SNAPDECK_MAX_STREAMS=0"}, want: "SNAPDECK_MAX_STREAMS"},
		"own streams":     {environ: []string{"SNAPDECK_SESSION_STREAMS=100001"}, want: "SNAPDECK_SESSION_STREAMS"},
		"lane":            {environ: []string{"SNAPDECK_LANE_WIDTH=0"}, want: "SNAPDECK_LANE_WIDTH"},
		"reserve":         {environ: []string{"SNAPDECK_BUDGET_RESERVE=91"}, want: "SNAPDECK_BUDGET_RESERVE"},
		"price":           {environ: []string{"SNAPDECK_PRICES=de/fra=cheap"}, want: `SNAPDECK_PRICES: price of de/fra: "cheap" is not a number`},
		"currency":        {environ: []string{"SNAPDECK_PRICES=*=1", "SNAPDECK_CURRENCY=€"}, want: `SNAPDECK_CURRENCY: "€" is not a currency`},
		"template":        {environ: []string{"SNAPDECK_NAME_TEMPLATE={host}"}, want: "SNAPDECK_NAME_TEMPLATE"},
		"idle":            {environ: []string{"SNAPDECK_SESSION_IDLE=1s"}, want: "SNAPDECK_SESSION_IDLE"},
		"max":             {environ: []string{"SNAPDECK_SESSION_MAX=1h"}, want: "SNAPDECK_SESSION_MAX: 1h0m0s is shorter than SNAPDECK_SESSION_IDLE"},
		"key":             {environ: []string{"SNAPDECK_SESSION_KEY=hush!"}, want: "SNAPDECK_SESSION_KEY: neither hex nor base64"},
		"short key":       {environ: []string{"SNAPDECK_SESSION_KEY=00112233"}, want: "SNAPDECK_SESSION_KEY: 4 bytes"},
		"seed":            {environ: []string{"SNAPDECK_SIM_SEED=x"}, want: `SNAPDECK_SIM_SEED: "x" is not a whole number`},
		"speed":           {environ: []string{"SNAPDECK_SIM_SPEED=fast"}, want: `SNAPDECK_SIM_SPEED: "fast" is not a number`},
		"no speed":        {environ: []string{"SNAPDECK_SIM_SPEED=NaN"}, want: "SNAPDECK_SIM_SPEED"},
		"user alone":      {environ: []string{"IONOS_USERNAME=ada"}, want: "IONOS_USERNAME is set without IONOS_PASSWORD"},
		"password alone":  {environ: []string{"IONOS_PASSWORD=hush"}, want: "IONOS_PASSWORD is set without IONOS_USERNAME"},
		"url alone":       {environ: []string{"IONOS_API_URL=https://api.ionos.com"}, want: "IONOS_API_URL is set without credentials"},
		"url":             {environ: []string{"IONOS_TOKEN=t", "IONOS_API_URL=api.ionos.com"}, want: "IONOS_API_URL"},
		"url with more":   {environ: []string{"IONOS_TOKEN=t", "IONOS_API_URL=https://ada:hush@api.ionos.com"}, want: "IONOS_API_URL"},
		"secret in url":   {environ: []string{"IONOS_TOKEN=t", "IONOS_API_URL=ada:hush@api.ionos.com"}, want: `IONOS_API_URL: "***@api.ionos.com"`},
		"in odd url":      {environ: []string{"IONOS_TOKEN=t", "IONOS_API_URL=https://ada:hush@api.ionos.com:x"}, want: `IONOS_API_URL: "https://***@api.ionos.com:x"`},
		"in public url":   {environ: []string{"SNAPDECK_PUBLIC_URL=https://ada:hush@deck.example.com"}, want: `SNAPDECK_PUBLIC_URL: "https://***@deck.example.com"`},
		"in issuer":       {environ: []string{"SNAPDECK_OIDC_ISSUER=https://ada:hush@id.example.com", "SNAPDECK_OIDC_CLIENT_ID=x", "SNAPDECK_OIDC_ROLES=a=viewer"}, want: `SNAPDECK_OIDC_ISSUER: "https://***@id.example.com"`},
		"issuer":          {environ: []string{"SNAPDECK_OIDC_ISSUER=id.example.com", "SNAPDECK_OIDC_CLIENT_ID=x", "SNAPDECK_OIDC_ROLES=a=viewer"}, want: `SNAPDECK_OIDC_ISSUER: "id.example.com" is not an address`},
		"host in unicode": {environ: []string{"SNAPDECK_PUBLIC_URL=https://münchen.example"}, want: "SNAPDECK_PUBLIC_URL: \"https://münchen.example\""},
		"public port":     {environ: []string{"SNAPDECK_PUBLIC_URL=https://deck.example.com:99999"}, want: "SNAPDECK_PUBLIC_URL"},
		"public port 0":   {environ: []string{"SNAPDECK_PUBLIC_URL=https://deck.example.com:0"}, want: "SNAPDECK_PUBLIC_URL"},
		"lane of halves":  {environ: []string{"SNAPDECK_LANE_WIDTH=1.5"}, want: `SNAPDECK_LANE_WIDTH: "1.5" is not a whole number`},
		"token":           {environ: []string{"IONOS_TOKEN=hush hush"}, want: "IONOS_TOKEN"},
		"contract":        {environ: []string{"IONOS_CONTRACT_NUMBER=x1"}, want: "IONOS_CONTRACT_NUMBER"},
		"flag":            {args: []string{"-verbose"}, want: "-verbose"},
		"no home":         {environ: []string{"HOME="}, want: "SNAPDECK_DATA"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := parse(t, c.args, c.environ...)
			require.ErrorContains(t, err, c.want)
			require.NotContains(t, err.Error(), "hush")
		})
	}
}

func TestParse_NamesAllWrongValues(t *testing.T) {
	t.Parallel()
	_, err := parse(t, nil, "SNAPDECK_POLL_FAST=abc", "SNAPDECK_SIM_SEED=x")
	require.ErrorContains(t, err, "SNAPDECK_POLL_FAST")
	require.ErrorContains(t, err, "SNAPDECK_SIM_SEED")
}

func TestParse_DataFolderFollowsXDG(t *testing.T) {
	t.Parallel()
	c, err := parse(t, nil, "XDG_DATA_HOME=/x")
	require.NoError(t, err)
	require.Equal(t, "/x/snapdeck", c.Data)
	c, err = parse(t, nil, "XDG_DATA_HOME=relative")
	require.NoError(t, err)
	require.Equal(t, "/home/ada/.local/share/snapdeck", c.Data)
}

func TestParse_Warnings(t *testing.T) {
	t.Parallel()
	c, err := parse(t, nil, "SNAPDECK_POL_FAST=1s", "IONOS_TOKEN=t", "IONOS_API_URL=http://api.example.com")
	require.NoError(t, err)
	require.Len(t, c.Warnings, 2)
	require.Contains(t, c.Warnings[0], "SNAPDECK_POL_FAST")
	require.Contains(t, c.Warnings[1], "unencrypted")

	c, err = parse(t, nil, "SNAPDECK_CURRENCY=CHF")
	require.NoError(t, err)
	require.Equal(t, []string{"SNAPDECK_CURRENCY is set without SNAPDECK_PRICES, so no costs are shown"}, c.Warnings)

	c, err = parse(t, nil, "IONOS_TOKEN=t", "IONOS_API_URL=http://127.0.0.1:9090")
	require.NoError(t, err)
	require.Empty(t, c.Warnings)
}

func TestParse_SecretsFromFiles(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "token")
	require.NoError(t, os.WriteFile(path, []byte("hush\r\n"), 0o600))
	c, err := parse(t, nil, "IONOS_TOKEN_FILE="+path)
	require.NoError(t, err)
	require.Equal(t, "hush", c.Token.Reveal())
	require.Empty(t, c.Warnings)
	require.NoError(t, os.Chmod(path, 0o644))
	c, err = parse(t, nil, "IONOS_TOKEN_FILE="+path)
	require.NoError(t, err)
	require.Len(t, c.Warnings, 1)
	require.Contains(t, c.Warnings[0], path)

	_, err = parse(t, nil, "IONOS_TOKEN_FILE="+path, "IONOS_TOKEN=t")
	require.ErrorContains(t, err, "IONOS_TOKEN and IONOS_TOKEN_FILE are both set")
	_, err = parse(t, nil, "IONOS_TOKEN_FILE="+path+"x")
	require.ErrorContains(t, err, "IONOS_TOKEN_FILE: cannot read the file")
	require.NoError(t, os.WriteFile(path, []byte("\n"), 0o600))
	_, err = parse(t, nil, "IONOS_TOKEN_FILE="+path)
	require.ErrorContains(t, err, "is empty")
}

func TestHelp_NamesEverything(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	_, err := config.Parse([]string{"-h"}, nil, &out)
	require.ErrorIs(t, err, config.ErrHelp)
	for _, want := range []string{"-addr", "-data", "-log-level", "SNAPDECK_POLL_FAST", "(default 1s)", "IONOS_TOKEN_FILE", "user add NAME"} {
		require.Contains(t, out.String(), want)
	}
	for line := range strings.SplitSeq(out.String(), "\n") {
		if strings.HasPrefix(line, "  SNAPDECK_") || strings.HasPrefix(line, "  IONOS_") {
			require.Greater(t, len(strings.Fields(line)), 2, line)
		}
	}
}

func TestSessionKey_Load(t *testing.T) {
	t.Parallel()
	key := bytes.Repeat([]byte{0xfb, 0xff}, 16)
	for name, text := range map[string]string{
		"hex": strings.Repeat("fbff", 16), "base64": base64.StdEncoding.EncodeToString(key),
		"raw": base64.RawStdEncoding.EncodeToString(key), "url": base64.URLEncoding.EncodeToString(key),
	} {
		c, err := parse(t, nil, "SNAPDECK_SESSION_KEY="+text)
		require.NoError(t, err, name)
		got, err := c.LoadSessionKey()
		require.NoError(t, err, name)
		require.Equal(t, string(key), got.Reveal(), name)
	}
}

func TestSessionKey_CreatedOnce(t *testing.T) {
	t.Parallel()
	c := config.Config{Data: filepath.Join(t.TempDir(), "data")}
	first, err := c.LoadSessionKey()
	require.NoError(t, err)
	require.Len(t, first.Reveal(), 32)
	again, err := c.LoadSessionKey()
	require.NoError(t, err)
	require.True(t, first.Equal(again))

	entries, err := os.ReadDir(c.Data)
	require.NoError(t, err)
	require.Len(t, entries, 1)
	info, err := entries[0].Info()
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o600), info.Mode().Perm())

	require.NoError(t, os.WriteFile(filepath.Join(c.Data, entries[0].Name()), []byte("junk!"), 0o600))
	_, err = c.LoadSessionKey()
	require.ErrorContains(t, err, "delete the file")
}

func TestParse_LocalDatabaseNeedsNoSSLMode(t *testing.T) {
	t.Parallel()
	for _, address := range []string{
		"postgres://ada@localhost/d", "postgres://ada@127.0.0.1:5432/d", "postgres://ada@[::1]/d", "postgres://ada@/d?host=/run/postgresql",
		"postgres:///d", "postgres://ada@db/d?sslmode=disable",
	} {
		_, err := parse(t, nil, "SNAPDECK_DATABASE_URL="+address)
		require.NoError(t, err, address)
	}
	_, err := parse(t, nil, "SNAPDECK_DATABASE_URL=postgres://ada@db/d", "PGSSLMODE=require")
	require.NoError(t, err)
}

func TestParse_Provider(t *testing.T) {
	t.Parallel()
	base := []string{"SNAPDECK_DATA=" + t.TempDir(), "SNAPDECK_OIDC_ISSUER=https://id.example.com"}
	for missing, more := range map[string][]string{
		"SNAPDECK_OIDC_CLIENT_ID": {"SNAPDECK_OIDC_ROLES=ops=maintainer"},
		"SNAPDECK_OIDC_ROLES":     {"SNAPDECK_OIDC_CLIENT_ID=snapdeck"},
		"JSON object":             {"SNAPDECK_OIDC_CLIENT_ID=snapdeck", `SNAPDECK_OIDC_ROLES={"ops": 1}`},
		"is no role":              {"SNAPDECK_OIDC_CLIENT_ID=snapdeck", `SNAPDECK_OIDC_ROLES={"ops": ""}`},
		"GROUP=ROLE":              {"SNAPDECK_OIDC_CLIENT_ID=snapdeck", "SNAPDECK_OIDC_ROLES=maintainer"},
	} {
		_, err := config.Parse(nil, append(base, more...), io.Discard)
		require.ErrorContains(t, err, missing)
	}
	c, err := config.Parse(nil, append(base, "SNAPDECK_OIDC_CLIENT_ID=snapdeck", "SNAPDECK_OIDC_ROLES=cn=ops,dc=x=admin, audit=auditor"), io.Discard)
	require.NoError(t, err)
	require.Equal(t, config.GroupRoles{"dc=x": "admin", "audit": "auditor", "cn": "ops"}, c.OIDCRoles)
	c, err = config.Parse(nil, append(base, "SNAPDECK_OIDC_CLIENT_ID=snapdeck", `SNAPDECK_OIDC_ROLES= {"cn=ops,dc=x": "admin", "{audit}": "auditor"} `), io.Discard)
	require.NoError(t, err)
	require.Equal(t, config.GroupRoles{"cn=ops,dc=x": "admin", "{audit}": "auditor"}, c.OIDCRoles)
	c, err = config.Parse(nil, append(base, "SNAPDECK_OIDC_CLIENT_ID=snapdeck", "SNAPDECK_OIDC_ROLES={audit}=auditor"), io.Discard)
	require.NoError(t, err)
	require.Equal(t, config.GroupRoles{"{audit}": "auditor"}, c.OIDCRoles, "a brace may begin a name")
}
