package storetest

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/saved"
	"snapdeck/internal/store"
)

// viewsOf lists the views of a user, each as a line; a star marks the default ones.
func viewsOf(t *testing.T, db *store.Store, userID string) (lines []string, ids map[string]string) {
	t.Helper()
	views, err := db.SavedViews(t.Context(), userID)
	require.NoError(t, err)
	ids = map[string]string{}
	for _, v := range views {
		require.Equal(t, userID, v.UserID)
		require.Equal(t, noon, v.SavedAt)
		line := v.Name + " " + v.Address()
		if v.Default {
			line += " *"
		}
		lines, ids[v.Name] = append(lines, line), v.ID
	}
	return lines, ids
}

func view(userID, list, query, name string, isDefault bool) saved.View {
	return saved.View{UserID: userID, List: list, Query: query, Name: name, Default: isDefault, SavedAt: noon}
}

func runViews(t *testing.T, open Open) {
	t.Run("are stored by user and list, and replaced by name", func(t *testing.T) {
		t.Parallel()
		db := open(t)
		addUser(t, db, "1", "ada")
		addUser(t, db, "2", "bob")
		for _, v := range []saved.View{
			view("1", "/volumes", "type=HDD", "Ödland", false), view("1", "/volumes", "q=%25%27", "about'; --", true), view("1", "/snapshots", "", "about", false),
			view("2", "/volumes", "q=bob", "about", true), view("1", "/volumes", "type=SSD", " ödland ", false),
		} {
			require.NoError(t, db.SaveView(t.Context(), v))
		}
		lines, _ := viewsOf(t, db, "1")
		require.Equal(t, []string{"about /snapshots", "about'; -- /volumes?q=%25%27 *", "ödland /volumes?type=SSD"}, lines)
		lines, _ = viewsOf(t, db, "2")
		require.Equal(t, []string{"about /volumes?q=bob *"}, lines)
		require.ErrorIs(t, db.SaveView(t.Context(), view("nobody", "/volumes", "", "x", false)), saved.ErrNoView)
		require.ErrorIs(t, db.SaveView(t.Context(), view("1", "/volumes", "", " ", false)), saved.ErrName)
	})
	t.Run("have one default on each list", func(t *testing.T) {
		t.Parallel()
		db := open(t)
		addUser(t, db, "1", "ada")
		for _, v := range []saved.View{view("1", "/volumes", "", "a", true), view("1", "/volumes", "", "b", true), view("1", "/snapshots", "", "c", true)} {
			require.NoError(t, db.SaveView(t.Context(), v))
		}
		lines, ids := viewsOf(t, db, "1")
		require.Equal(t, []string{"c /snapshots *", "a /volumes", "b /volumes *"}, lines)
		require.NoError(t, db.SetDefaultView(t.Context(), "1", ids["a"], true))
		lines, _ = viewsOf(t, db, "1")
		require.Equal(t, []string{"c /snapshots *", "a /volumes *", "b /volumes"}, lines)
		require.NoError(t, db.SetDefaultView(t.Context(), "1", ids["a"], false))
		lines, _ = viewsOf(t, db, "1")
		require.Equal(t, []string{"c /snapshots *", "a /volumes", "b /volumes"}, lines)
	})
	t.Run("are renamed and deleted by their owner alone", func(t *testing.T) {
		t.Parallel()
		db := open(t)
		addUser(t, db, "1", "ada")
		addUser(t, db, "2", "bob")
		require.NoError(t, db.SaveView(t.Context(), view("1", "/volumes", "", "a", false)))
		require.NoError(t, db.SaveView(t.Context(), view("1", "/volumes", "", "b", false)))
		_, ids := viewsOf(t, db, "1")
		require.ErrorIs(t, db.RenameView(t.Context(), "1", ids["a"], "B"), saved.ErrNameTaken)
		require.ErrorIs(t, db.RenameView(t.Context(), "1", ids["a"], ""), saved.ErrName)
		for _, foreign := range []error{
			db.RenameView(t.Context(), "2", ids["a"], "mine"), db.DeleteView(t.Context(), "2", ids["a"]), db.SetDefaultView(t.Context(), "2", ids["a"], true),
		} {
			require.ErrorIs(t, foreign, saved.ErrNoView)
		}
		require.NoError(t, db.RenameView(t.Context(), "1", ids["a"], "A"), "to itself, written otherwise")
		require.NoError(t, db.DeleteView(t.Context(), "1", ids["b"]))
		require.ErrorIs(t, db.DeleteView(t.Context(), "1", ids["b"]), saved.ErrNoView)
		lines, _ := viewsOf(t, db, "1")
		require.Equal(t, []string{"A /volumes"}, lines)
	})
	t.Run("are bounded", func(t *testing.T) {
		t.Parallel()
		db := open(t)
		addUser(t, db, "1", "ada")
		for i := range saved.MaxPerUser {
			require.NoError(t, db.SaveView(t.Context(), view("1", "/volumes", "", fmt.Sprint(i), false)))
		}
		require.ErrorIs(t, db.SaveView(t.Context(), view("1", "/volumes", "", "one more", true)), saved.ErrTooMany)
		require.NoError(t, db.SaveView(t.Context(), view("1", "/volumes", "q=x", "7", false)), "another in its place")
		lines, _ := viewsOf(t, db, "1")
		require.Len(t, lines, saved.MaxPerUser)
	})
}
