package stream

import (
	"testing"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/auth"
	"snapdeck/internal/handlers/rights"
)

// Only for operators does the page depend on who requested an operation.
func TestTopic_OnePerAudience(t *testing.T) {
	t.Parallel()
	topics := map[string][]string{}
	for _, user := range []auth.User{
		{Name: "a", Role: auth.RoleViewer}, {Name: "b", Role: auth.RoleViewer}, {Name: "c", Role: auth.RoleOperator}, {Name: "d e/f", Role: auth.RoleOperator},
		{Name: "g", Role: auth.RoleMaintainer}, {Name: "h", Role: auth.RoleAdmin}, {Name: "i", Role: auth.RoleAdmin},
	} {
		topic := topicOf(rights.AudienceOf(user), "/volumes?q=a b")
		topics[topic] = append(topics[topic], user.Name)
		who, address := parseTopic(topic)
		require.Equal(t, rights.AudienceOf(user), who)
		require.Equal(t, "/volumes?q=a b", address)
	}
	require.Len(t, topics, 5)
	for _, names := range topics {
		require.Contains(t, [][]string{{"a", "b"}, {"c"}, {"d e/f"}, {"g"}, {"h", "i"}}, names)
	}
}

// Such an address is used before anything is left out of the page.
func TestParseTopic_AddressAloneIsOfNoAudience(t *testing.T) {
	t.Parallel()
	who, address := parseTopic("/volumes")
	require.Zero(t, who)
	require.Equal(t, "/volumes", address)
	who, _ = parseTopic("admin/%zz /volumes")
	require.Zero(t, who, "an unreadable audience has no role")
}
