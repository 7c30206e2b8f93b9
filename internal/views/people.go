package views

// People is the page of all users.
type People struct {
	People []Person
	Roles  []Option    // for a new user
	About  [][2]string // what each role may do
	Name   string      // of a new user, as it was typed
	Alert  Alert
}

// Person is a user on the page of all.
type Person struct {
	Name, Href string
	Self       bool // who looks at it
	Disabled   bool
	Origin     string // "OIDC" for users of an identity provider; empty for others
	Role       string
	Roles      []Option
	Login      Moment
	From       string // the address of the last login
	Sessions   int
}

// Alert is what is wrong with a form that was sent, with a code for it. The zero value is nothing.
type Alert struct{ Code, Text string }

// Account is the page of who is logged in.
type Account struct {
	Name, Role string
	Login      Moment
	From       string
	Local      bool // there is a password
	MustChange bool
	Alert      Alert
	Done       string // what was done, in a sentence
	Sessions   []AccountSession
}

// AccountSession is a session of who is logged in.
type AccountSession struct {
	Href    string
	Browser string
	Addr    string
	Begun   Moment
	Seen    Moment
	Current bool
}

// Proof asks again who it is, before something that matters.
type Proof struct {
	Action string
	Fields []HiddenField
	Back   string
	Alert  Alert
	Local  bool // a password is asked for
}

// personState is a user's state as a word.
func personState(u Person) string {
	if u.Disabled {
		return "disabled"
	}
	return "active"
}
