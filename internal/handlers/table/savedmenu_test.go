package table

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/handlers/areatest"
	"snapdeck/internal/handlers/paths"
	"snapdeck/internal/handlers/web"
	"snapdeck/internal/handlers/webtest"
	"snapdeck/internal/saved"
)

func TestSavedMenu_ViewsOfList(t *testing.T) {
	t.Parallel()
	s := areatest.NewContract().Base(func(d *web.Deps) {
		d.SavedViews = &webtest.SavedViews{Views: []saved.View{
			{ID: "1", UserID: "u", List: "/volumes", Query: "type=HDD", Name: "Disks"}, {ID: "2", UserID: "u", List: "/snapshots", Query: "type=HDD", Name: "Elsewhere"},
			{ID: "3", UserID: "u", List: "/volumes", Query: "sort=size&type=SSD", Name: "<b>Fast", Default: true},
		}}
	})
	menu := func(address string) (shown []string, name string, isDefault bool) {
		req := web.Request{UserID: "u"}
		m := SavedMenu(t.Context(), s, req, parse(t, address), "All volumes")
		for _, v := range m.Views {
			text := v.Link.Text
			if v.Selected {
				text = "*" + text
			}
			shown = append(shown, text)
		}
		return shown, m.Name, m.IsDefault
	}
	shown, name, isDefault := menu("/volumes?type=HDD&page=3")
	require.Equal(t, []string{"*Disks", "<b>Fast"}, shown, "on whatever page of it")
	require.Equal(t, "Disks", name)
	require.False(t, isDefault)
	_, name, isDefault = menu("/volumes?type=SSD&sort=size")
	require.Equal(t, "<b>Fast", name)
	require.True(t, isDefault)
	_, name, _ = menu("/volumes?type=HDD&sort=size")
	require.Empty(t, name, "it was changed")
}

func TestSavedMenu_NoneInSharedUpdates(t *testing.T) {
	t.Parallel()
	s := areatest.NewContract().Base()
	require.Nil(t, SavedMenu(t.Context(), s, web.Request{}, parse(t, "/volumes"), "All"))
	require.Empty(t, MenuFragment(nil))
}

func TestSavedMenu_ListIsShownWithoutViews(t *testing.T) {
	t.Parallel()
	s := areatest.NewContract().Base(func(d *web.Deps) { d.SavedViews = &webtest.SavedViews{Err: errors.New("away")} })
	m := SavedMenu(t.Context(), s, web.Request{UserID: "u"}, parse(t, "/volumes?q=a%26b"), "All")
	require.NotEmpty(t, m.Problem)
	require.Equal(t, "/volumes", m.All.Href)
	require.Equal(t, paths.ViewsPath+"?address=%2Fvolumes%3Fq%3Da%2526b", m.SaveHref)
	require.Equal(t, "views", MenuFragment(m)[0].ID)
}
