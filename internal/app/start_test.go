package app

import (
	"bytes"
	"context"
	"net"
	"os"
	"path/filepath"
	"regexp"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/auth"
	"snapdeck/internal/config"
	"snapdeck/internal/secret"
	"snapdeck/internal/store"
)

// Something that each part of a start needs is broken and mended: the next start finds the database free and
// unchanged. TestMain finds goroutines that were left running.
func TestNew_CleansUpWhenItFails(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		damage func(t *testing.T, data string, c *config.Config) (repair func())
		cause  string
	}{
		"the public URL is no address": {func(_ *testing.T, _ string, c *config.Config) func() {
			c.PublicURL = "ftp://snapdeck"
			return func() {}
		}, "SNAPDECK_PUBLIC_URL"},
		"the data folder is a file": {func(_ *testing.T, data string, c *config.Config) func() {
			c.Data = filepath.Join(data, DatabaseFile)
			return func() {}
		}, "not a directory"},
		"another process has the database": {func(t *testing.T, data string, _ *config.Config) func() {
			other := newApp(t, data, quiet())
			return func() { stop(t, other) }
		}, store.ErrInUse.Error()},
		"the database is none": {func(t *testing.T, data string, _ *config.Config) func() {
			return replaced(t, filepath.Join(data, DatabaseFile), "this is a text")
		}, "open database"},
		"the session key is too short": {func(t *testing.T, data string, _ *config.Config) func() {
			return replaced(t, filepath.Join(data, "session.key"), "abcd")
		}, "session key"},
		"a group of the identity provider gives no role": {func(_ *testing.T, _ string, c *config.Config) func() {
			c.OIDCIssuer, c.OIDCRoles = "https://id.example.com", config.GroupRoles{"ops": "owner"}
			return func() {}
		}, "SNAPDECK_OIDC_ROLES"},
		"the state of the simulator is damaged": {func(t *testing.T, data string, c *config.Config) func() {
			c.Token = secret.Value{}
			return replaced(t, filepath.Join(data, simStateFile), "{")
		}, "create simulator"},
		"the stored prices are none, when the simulator runs": {func(t *testing.T, data string, c *config.Config) func() {
			c.Token = secret.Value{}
			db := openBeside(t, data)
			require.NoError(t, db.SetPrices(t.Context(), "admin", "", "cheap", time.Now()))
			return func() { require.NoError(t, db.SetPrices(t.Context(), "admin", "", "", time.Now())) }
		}, "stored prices"},
		"the public path is that of a page": {func(_ *testing.T, _ string, c *config.Config) func() {
			c.PublicURL = "https://snapdeck.example.com/volumes"
			return func() {}
		}, "create web server"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			data := installation(t)
			broken := configOf(t, data)
			repair := c.damage(t, data, &broken)
			a, err := New(t.Context(), broken, quiet())
			require.ErrorContains(t, err, c.cause)
			require.Nil(t, a)

			repair()
			a, err = New(t.Context(), configOf(t, data), quiet())
			require.NoError(t, err)
			stop(t, a)
		})
	}
}

// replaced overwrites a file, and repair undoes it.
func replaced(t *testing.T, path, text string) (repair func()) {
	t.Helper()
	before, missing := os.ReadFile(path)
	require.NoError(t, os.WriteFile(path, []byte(text), ownerOnly))
	return func() {
		if missing != nil {
			require.NoError(t, os.Remove(path))
			return
		}
		require.NoError(t, os.WriteFile(path, before, ownerOnly))
	}
}

// A service manager may interrupt a start.
func TestNew_EndsWithContext(t *testing.T) {
	t.Parallel()
	data := installation(t)
	over, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := New(over, configOf(t, data), quiet())
	require.ErrorIs(t, err, context.Canceled)
	newApp(t, data, quiet())
}

func TestStart_StopsEverythingWhenItFails(t *testing.T) {
	t.Parallel()
	taken, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, taken.Close()) })
	for name, c := range map[string]struct {
		environ []string
		damage  func(t *testing.T, a *App)
		cause   string
	}{
		"the address is taken":              {[]string{"SNAPDECK_ADDR=" + taken.Addr().String()}, func(*testing.T, *App) {}, "SNAPDECK_ADDR"},
		"the database cannot be written to": {nil, func(t *testing.T, a *App) { setReadOnly(t, a.store, true) }, "write heartbeat"},
		"the jobs cannot be resumed": {nil, func(t *testing.T, a *App) {
			_, err := a.store.DB().ExecContext(t.Context(), `DROP TABLE job_start`)
			require.NoError(t, err)
		}, "resume incomplete rows"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			data := installation(t)
			a := newApp(t, data, quiet(), c.environ...)
			c.damage(t, a)
			require.ErrorContains(t, a.Start(t.Context()), c.cause)
			if a.listener != nil {
				_, err := a.listener.Accept()
				require.ErrorIs(t, err, net.ErrClosed)
			}
			_, err := a.store.Now(t.Context())
			require.Error(t, err, "the database is closed")
		})
	}
}

func TestFirstStart_WeakPasswordNamesItsSetting(t *testing.T) {
	t.Parallel()
	c := configOf(t, t.TempDir())
	c.AdminPassword = secret.New("hush-hush")
	_, err := New(t.Context(), c, quiet())
	require.ErrorIs(t, err, auth.ErrBadPassword)
	require.ErrorContains(t, err, "SNAPDECK_ADMIN_PASSWORD")
	require.NotContains(t, err.Error(), "hush-hush")
}

func TestFirstStart_ShowsGeneratedPasswordOnce(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	c := configOf(t, data)
	c.AdminPassword = secret.Value{}
	var out bytes.Buffer
	o := quiet()
	o.Out = &out
	a, err := New(t.Context(), c, o)
	require.NoError(t, err)
	shown := regexp.MustCompile(`log in as admin with the password (\S+)\n`).FindStringSubmatch(out.String())
	require.Len(t, shown, 2)
	user, err := a.authenticator.Login(t.Context(), auth.FirstUser, shown[1], "")
	require.NoError(t, err)
	require.Equal(t, auth.RoleAdmin, user.Role)
	require.True(t, user.MustChangePassword, "it was shown in plain text")
	stop(t, a)

	out.Reset()
	newApp(t, data, o)
	require.Empty(t, out.String())
}

func TestFirstStart_GivenPasswordIsNotShown(t *testing.T) {
	t.Parallel()
	data, o := filepath.Join(t.TempDir(), "new", "folder"), quiet()
	var out bytes.Buffer
	o.Out = &out
	a := newApp(t, data, o)
	require.Empty(t, out.String())
	user, err := a.authenticator.Login(t.Context(), auth.FirstUser, "correct horse battery staple", "")
	require.NoError(t, err)
	require.False(t, user.MustChangePassword)

	folder, err := os.Stat(data)
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o700), folder.Mode().Perm())
	for _, name := range []string{DatabaseFile, "session.key"} {
		file, err := os.Stat(filepath.Join(data, name))
		require.NoError(t, err)
		require.Equal(t, os.FileMode(ownerOnly), file.Mode().Perm(), name)
	}
}

// The second start cannot reach IONOS Cloud.
func TestStart_ShowsStoredViewAtOnce(t *testing.T) {
	t.Parallel()
	cloud, data := newFragileCloud(t), installation(t)
	first := startApp(t, data, quiet(), cloud.credentials()...)
	await(t, "the contract is read", func() bool { return first.mirror.View().Loading.Complete })
	want := first.mirror.View()
	require.NotEmpty(t, want.Snapshots)
	require.Zero(t, want.Loading.CachedAsOf)
	readAt := first.mirror.Health().ReadAt
	stop(t, first)

	cloud.away.Store(true)
	second := startApp(t, data, quiet(), cloud.credentials()...)
	got := second.mirror.View()
	require.False(t, got.Loading.Complete)
	require.False(t, got.Loading.CachedAsOf.IsZero())
	require.WithinDuration(t, readAt, got.Loading.CachedAsOf, time.Minute)
	require.Len(t, got.Snapshots, len(want.Snapshots))
	require.Len(t, got.Volumes, len(want.Volumes))
	page, text := fetch(t, second, "/snapshots", logIn(t, second))
	require.Equal(t, 200, page)
	require.Contains(t, text, want.Snapshots[0].ID)
	stop(t, second)

	third := startApp(t, data, quiet(), append(cloud.credentials(), "IONOS_CONTRACT_NUMBER=7")...)
	require.Empty(t, third.mirror.View().Snapshots, "they are those of another contract")
	stop(t, third)

	cloud.away.Store(false)
	removed := want.Snapshots[0].ID
	require.NoError(t, cloud.RemoveSnapshot(removed))
	fourth := startApp(t, data, quiet(), cloud.credentials()...)
	await(t, "it is read again", func() bool { return fourth.mirror.View().Loading.Complete })
	_, exists := fourth.mirror.View().Snapshot(removed)
	require.False(t, exists, "the stored view is replaced")
}

// The origin decides whether a stored view is shown; one of another contract never is.
func TestOrigin_NamesContractWithoutCall(t *testing.T) {
	t.Parallel()
	origin := func(environ ...string) string {
		c, err := config.Parse(nil, append([]string{"SNAPDECK_DATA=/none"}, environ...), nil)
		require.NoError(t, err)
		return (&App{config: c}).origin()
	}
	const token, named = "IONOS_TOKEN=a.eyJpZGVudGl0eSI6eyJjb250cmFjdE51bWJlciI6NDJ9fQ.c", "IONOS_CONTRACT_NUMBER=42"
	require.Equal(t, origin(token), origin(token, named), "the token names the contract")
	seen := map[string]bool{}
	for _, environ := range [][]string{
		{token}, {token, "IONOS_CONTRACT_NUMBER=43"}, {"IONOS_TOKEN=opaque"}, {token, "IONOS_API_URL=https://api.example.com"},
		{"IONOS_USERNAME=amy", "IONOS_PASSWORD=p"}, {"IONOS_USERNAME=bob", "IONOS_PASSWORD=p"}, {}, {"SNAPDECK_SIM_SEED=2"},
	} {
		is := origin(environ...)
		require.False(t, seen[is], "%v has an origin of its own, not %s", environ, is)
		seen[is] = true
	}
	require.NotContains(t, origin("IONOS_USERNAME=amy", "IONOS_PASSWORD=secretive"), "secretive")
	require.NotContains(t, origin("IONOS_TOKEN=opaque"), "opaque")
}
