package views

import "snapdeck/internal/views/ui"

// People is the page of all users.
type People struct {
	Claims bool // there is an identity provider
	People []UserEntry
	Roles  []ui.Option // for a new user
	About  [][2]string // what each role may do
	Name   string      // of a new user, as it was typed
	Alert  ui.Alert
}

// UserEntry is a user on the page of all.
type UserEntry struct {
	Name, Href string
	Self       bool // who looks at it
	Disabled   bool
	Origin     string // "OIDC" for users of an identity provider; empty for others
	Role       string
	Roles      []ui.Option
	Login      ui.Moment
	From       string // the address of the last login
	Sessions   int
}

// Account is the page of who is logged in.
type Account struct {
	Name, Role string
	Login      ui.Moment
	From       string
	Local      bool // there is a password
	MustChange bool
	// MustAddFactor says that a second factor has to be added before anything else.
	MustAddFactor bool
	TOTP          bool // there is an authenticator app
	Recovery      int  // codes that are left
	Passkeys      []PasskeyEntry
	CanAddPasskey bool // the dashboard has a name that they can be made for
	Alert         ui.Alert
	Done          string // what was done, in a sentence
	Sessions      []AccountSession
}

// AccountSession is a session of who is logged in.
type AccountSession struct {
	Href    string
	Browser string
	Addr    string
	Begun   ui.Moment
	Seen    ui.Moment
	Current bool
}

// TOTPSetup shows the secret of a new authenticator app.
type TOTPSetup struct {
	Secret  string
	Picture string // of the secret, as a data: address
	Sealed  string // the secret, signed
	Alert   ui.Alert
}

// SecondFactor asks for a code after the password.
type SecondFactor struct {
	Pending string // who it is, signed
	Next    string
	TOTP    bool
	Error   string
	Passkey *Passkey // nil: there can be none here
}

// Passkey is what a page needs to ask the browser for a passkey.
type Passkey struct {
	Options string // JSON
	State   string // of the ceremony, signed
}

// PasskeyEntry is a passkey of who is logged in.
type PasskeyEntry struct {
	Name, Href  string
	Added, Used ui.Moment
}

// Claims is what the identity provider said at the last logins.
type Claims struct{ Logins []ClaimsEntry }

// ClaimsEntry is what the identity provider said of one user, and what came of it.
type ClaimsEntry struct {
	Name, Issuer, Subject string
	Role                  string // empty: not let in
	Claims                string // JSON
	At                    ui.Moment
}

// Proof asks again who it is, before something that matters.
type Proof struct {
	Action string
	Fields []ui.HiddenField
	Back   string
	Alert  ui.Alert
	Local  bool // a password is asked for
	TOTP   bool // a code of the authenticator app will do
	// ProviderHref leads to the identity provider, where users without a password prove who they are.
	ProviderHref string
}

func proofLabel(code bool) string {
	if code {
		return "Password, or code of your authenticator app"
	}
	return "Your password"
}

// userState is a user's state as a word.
func userState(u UserEntry) string {
	if u.Disabled {
		return "disabled"
	}
	return "active"
}

// factorState is whether there is a second factor, as a word.
func factorState(p Account) string {
	if p.TOTP || len(p.Passkeys) > 0 {
		return "on"
	}
	return "off"
}
