package faults

import (
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/cloud/ionossim"
)

// setServer is a server with two volumes.
type setServer struct {
	*userPath
	server ionossim.Server
	home   string
	set    url.Values // the form that restores
}

// newSetServer attaches two new volumes to a server, and waits until the dashboard knows them.
func (p *userPath) newSetServer(t *testing.T, server ionossim.Server, running bool) *setServer {
	t.Helper()
	s := &setServer{userPath: p, server: server, home: "/datacenters/" + server.DatacenterID + "/servers/" + server.ID, set: url.Values{"phrase": {"overwrite 2 volumes"}}}
	for i := range 2 {
		v := p.newVolume(t, fmt.Sprint(server.Name, "-", i))
		env := &testEnv{app: p.proxiedApp, volume: v, server: server}
		env.callCloud(t, env.serverPath()+"/volumes", fmt.Sprintf(`{"id":%q}`, v.ID))
		if running && i == 0 {
			env.callCloud(t, env.serverPath()+"/start", "")
		}
	}
	if running {
		s.set.Set("stop", "true")
		s.set.Set("running", server.ID)
	}
	eventuallySlow(t, "the server is loaded with its volumes", func() bool {
		_, page := p.get(t, "/bulk?server="+server.ID)
		return strings.Count(page, `name="vol" value=`) == 2
	})
	return s
}

// volumes returns the server's volumes.
func (s *setServer) volumes() (all []ionossim.Volume) {
	for _, v := range s.sim.Volumes() {
		if v.ServerID == s.server.ID {
			all = append(all, v)
		}
	}
	return all
}

// contents returns the contents of the server's volumes, by volume.
func (s *setServer) contents() map[string]string {
	held := map[string]string{}
	for _, v := range s.volumes() {
		held[v.ID] = v.Content
	}
	return held
}

// write writes to each volume, as the server's guest would.
func (s *setServer) write(t *testing.T) {
	t.Helper()
	for _, v := range s.volumes() {
		_, err := s.sim.WriteVolume(v.ID)
		require.NoError(t, err)
	}
}

// linkedSet waits until a page leads to a set of the server, and returns its address.
func (s *setServer) linkedSet(t *testing.T, page string) (set string) {
	t.Helper()
	link := regexp.MustCompile(`href="(` + regexp.QuoteMeta(s.home) + `/sets/[^"#]*)`)
	eventuallySlow(t, page+" leads to a set", func() bool {
		_, text := s.get(t, page)
		if found := link.FindStringSubmatch(text); found != nil {
			set = found[1]
		}
		return set != ""
	})
	return set
}

// restore restores a set.
func (s *setServer) restore(t *testing.T, set, key string) (batch string) {
	t.Helper()
	s.set.Set("key", key)
	return s.postRedirect(t, set, s.set)
}

// A running server is restored and rolled back.
func TestSnapshotSet_CreateRestoreRollBack(t *testing.T) {
	t.Parallel()
	p := newUserPath(t)
	s := p.newSetServer(t, p.servers[0], true)
	s.set.Set("safety", "true")
	yesterday := s.contents()
	form := url.Values{"key": {"create"}, "name": {"{volume} set"}}
	for id := range yesterday {
		form.Add("vol", id)
	}
	s.requireDone(t, s.postRedirect(t, "/bulk/create", form))
	s.write(t)
	today := s.contents()
	require.NotEqual(t, yesterday, today)

	set := s.linkedSet(t, s.home)
	wrong := url.Values{"key": {"wrong"}, "phrase": {"something else"}}
	status, page := s.post(t, set, wrong)
	require.Equal(t, http.StatusUnprocessableEntity, status)
	require.Contains(t, page, `id="phrase-error"`)
	batch := s.restore(t, set, "restore")
	s.requireDone(t, batch)
	require.Equal(t, yesterday, s.contents())
	s.set.Del("safety")
	s.requireDone(t, s.restore(t, s.linkedSet(t, batch), "roll back"))
	require.Equal(t, today, s.contents())
	for _, call := range []string{"/stop", "/start"} {
		want := 2 // one for each restore
		if call == "/start" {
			want++ // and the one of this test
		}
		require.Equal(t, want, s.count(http.MethodPost, s.server.ID+call), call)
	}
}

// The set was recognised by its times. It is restored while the data center is busy and a response is lost; then
// another client deletes one of its snapshots.
func TestSnapshotSet_RecognisedAndInterrupted(t *testing.T) {
	t.Parallel()
	p := newUserPath(t)
	s := p.newSetServer(t, p.servers[0], false)
	var made []ionossim.Snapshot
	for _, v := range s.volumes() {
		snapshot, err := p.sim.AddSnapshot(ionossim.NewSnapshot{VolumeID: v.ID, Name: "kept " + v.Name, Description: "[snapdeck op=lost vol=" + v.ID + "]"})
		require.NoError(t, err)
		made = append(made, snapshot)
	}
	set := s.linkedSet(t, s.home)
	_, review := s.get(t, set)
	require.Contains(t, review, `data-origin="times"`)
	for _, snapshot := range made {
		require.Contains(t, review, `href="/snapshots/`+snapshot.ID+`"`)
	}
	s.write(t)
	require.NoError(t, s.sim.HoldDatacenter(s.server.DatacenterID))
	eventuallySlow(t, "the dashboard knows it", func() bool {
		_, text := s.get(t, "/datacenters/"+s.server.DatacenterID)
		return strings.Contains(text, "Busy")
	})
	s.inject(t, ionossim.Fault{Kind: ionossim.GatewayTimeoutAfter, Count: 1, Route: "*/restore-snapshot"})
	batch := s.restore(t, set, "one form")
	again, _, noticed := strings.Cut(s.restore(t, set, "one form"), "?notice=earlier.")
	require.True(t, noticed, "the same form is recorded once")
	require.Equal(t, batch, again)
	s.requireTexts(t, "it waits", "/operations/"+s.batch(t, batch)[0].ID, " ahead")
	require.NoError(t, s.sim.ReleaseDatacenter(s.server.DatacenterID))
	s.requireDone(t, batch)
	for _, snapshot := range made {
		v, _ := s.sim.Volume(snapshot.SourceVolumeID)
		require.Equal(t, snapshot.Content, v.Content)
		require.Equal(t, 1, s.count(http.MethodPost, v.ID+"/restore-snapshot"), "each volume was overwritten once")
	}

	require.NoError(t, s.sim.RemoveSnapshot(made[0].ID))
	eventuallySlow(t, "the snapshot is known to be gone", func() bool { return s.status(t, "/snapshots/"+made[0].ID) == http.StatusNotFound })
	s.set.Set("key", "another form")
	status, _ := s.post(t, set, s.set)
	require.Equal(t, http.StatusNotFound, status)
}
