package views

import "snapdeck/internal/views/ui"

// People holds the page of all users.
type People struct {
	Claims bool // an identity provider is configured
	People []UserEntry
	Roles  []ui.Option // for a new user
	About  [][2]string // roles and what they may do
	Name   string      // typed name of a new user
	Alert  ui.Alert
	Done   string // what was just done
}

// besideField returns the error of a form for the field that it is about, by its code.
func besideField(a ui.Alert, fields map[string]string) map[string]string {
	return map[string]string{fields[a.Code]: a.Text}
}

// addErrors returns the errors beside the fields of a new user.
func (p People) addErrors() map[string]string {
	return besideField(p.Alert, map[string]string{"name": "add-name", "exists": "add-name", "password": "add-password"})
}

// passwordErrors returns the errors beside the fields of a new password.
func passwordErrors(a ui.Alert) map[string]string {
	return besideField(a, map[string]string{"credentials": "old", "password": "new", "again": "again"})
}

// UserEntry is a user in the list.
type UserEntry struct {
	Name, Href string
	Self       bool // the current user
	Disabled   bool
	Origin     string // "OIDC" for users of an identity provider; empty for others
	Role       string
	Roles      []ui.Option
	Login      ui.Moment
	From       string // IP address of the last login
	Sessions   int
}

// Account holds the user's account page.
type Account struct {
	Name, Role string
	Login      ui.Moment
	From       string
	Local      bool // the user has a password
	MustChange bool
	// MustAddFactor means that a second factor has to be added first.
	MustAddFactor bool
	TOTP          bool // an authenticator app is set up
	Recovery      int  // number of remaining recovery codes
	Passkeys      []PasskeyEntry
	CanAddPasskey bool // the dashboard has a domain name for passkeys
	Alert         ui.Alert
	Done          string // what was done, as a sentence
	Sessions      []AccountSession
}

// AccountSession is one of the user's sessions.
type AccountSession struct {
	Href    string
	Browser string
	Addr    string
	Started ui.Moment
	Seen    ui.Moment
	Current bool
}

// TOTPSetup holds the secret of a new authenticator app.
type TOTPSetup struct {
	Secret  string
	Picture string // QR code as a data: address
	Sealed  string // signed secret
	Alert   ui.Alert
}

// SecondFactor asks for a code after the password.
type SecondFactor struct {
	Pending string // signed user
	Next    string
	TOTP    bool
	Error   string
	Passkey *Passkey // nil: not available
}

// Passkey holds what a page needs to ask the browser for a passkey.
type Passkey struct {
	Options string // JSON
	State   string // signed state of the ceremony
}

// PasskeyEntry is one of the user's passkeys.
type PasskeyEntry struct {
	Name, Href  string
	Added, Used ui.Moment
}

// Claims holds the identity provider's claims at the last logins.
type Claims struct{ Logins []ClaimsEntry }

// ClaimsEntry is the identity provider's claims about a user, and the result.
type ClaimsEntry struct {
	Name, Issuer, Subject string
	Role                  string // empty: login refused
	Claims                string // JSON
	At                    ui.Moment
}

// Proof asks users to confirm their identity before a sensitive action.
type Proof struct {
	Purpose string // what it is needed for: "delete the snapshots"

	Action string
	Fields []ui.HiddenField
	Back   string
	Alert  ui.Alert
	Local  bool // asks for the password
	TOTP   bool // accepts a code of the authenticator app
	// ProviderHref is the identity provider, where users without a password confirm their identity.
	ProviderHref string
}

func proofLabel(code bool) string {
	if code {
		return "Password, or code of your authenticator app"
	}
	return "Your password"
}

func userState(u UserEntry) string {
	if u.Disabled {
		return "disabled"
	}
	return "active"
}

func factorState(p Account) string {
	if p.TOTP || len(p.Passkeys) > 0 {
		return "on"
	}
	return "off"
}
