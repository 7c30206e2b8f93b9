package foreign

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestDisplayName_AlwaysSomethingToSee(t *testing.T) {
	t.Parallel()
	const id = "9e07c9d9-388a-4663-baaa-72dcb733858f"
	require.Equal(t, "web", DisplayName("web", id))
	require.Equal(t, id, DisplayName("", id))
	require.Equal(t, " web ", DisplayName(" web ", id), "a name is shown as it is")
	for _, invisible := range []string{" ", "\u200b", "\u202e", "\t\n"} {
		require.Contains(t, DisplayName(invisible, id), id, "%q", invisible)
		require.NotContains(t, DisplayName(invisible, "no reason was given"), "no reason was given", "a reason was given, though it is invisible")
	}
}

func TestQuoted_IsOneLine(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{"web": "“web”", " web \n 1 ": "“web 1”", "": "“”"} {
		require.Equal(t, want, Quoted(name))
	}
}
