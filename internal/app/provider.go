package app

import (
	"fmt"

	"snapdeck/internal/auth"
)

// openProvider prepares the identity provider, if there is one. The first call to it is made at the first login.
func (a *App) openProvider() error {
	if !a.config.UsesProvider() {
		return nil
	}
	roles := map[string]auth.Role{}
	for group, name := range a.config.OIDCRoles {
		role, err := auth.ParseRole(name)
		if err != nil {
			return fmt.Errorf("SNAPDECK_OIDC_ROLES: %w (names of groups that hold commas need a JSON object)", err)
		}
		roles[group] = role
	}
	a.provider = auth.NewProvider(auth.ProviderConfig{
		Issuer: a.config.OIDCIssuer, ClientID: a.config.OIDCClientID, ClientSecret: a.config.OIDCClientSecret.Reveal(),
		Scopes: a.config.OIDCScopes, GroupsClaim: a.config.OIDCGroups, Roles: roles,
	})
	return nil
}
