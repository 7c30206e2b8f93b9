package arch

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/scanner"
	"go/token"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/stretchr/testify/require"
)

// scope says where a retired word must not occur.
type scope int

const (
	names      scope = iota // in what Go code declares
	everywhere              // also in texts, comments, templates, scripts, styles and documents
	texts                   // in what users read: texts in Go code and templates, and the golden files
	namesAndTexts
)

// retired is a word that is no longer used, and its replacement.
type retired struct {
	word    string
	scope   scope
	instead string
	reason  string
}

// retiredWords returns the inverse of the list in docs/glossary.md. It leaves out words with a legitimate use, such as
// keep_daily, io.Reader and list.
func retiredWords() []retired {
	return []retired{
		{"deed", everywhere, "action", "what a user does to an operation is an action (UserAction)"},
		{"deeds", everywhere, "actions", "see deed"},
		{"wish", everywhere, "request", "what a user requests of Snapdeck"},
		{"wishes", everywhere, "requests", "see wish"},
		{"craft", everywhere, "kind spec", "what is particular to a kind of operation"},
		{"nudge", everywhere, "refresh", "asks the mirror to read something now"},
		{"nudges", everywhere, "refreshes", "see nudge"},
		{"nudged", everywhere, "refreshed", "see nudge"},
		{"leisure", everywhere, "background", "polling that nothing depends on right now"},
		{"leisurely", everywhere, "background", "see leisure"},
		{"haystack", everywhere, "text index", "what a search looks in"},
		{"stocktaking", everywhere, "diff", "compares two lists of snapshots"},
		{"recollection", everywhere, "request history", "create requests of the past"},
		{"unheard", everywhere, "missed, stale", "operations whose end was not received"},
		{"spoilt", everywhere, "partially restored, corrupted", "a volume that holds a part of a snapshot"},
		{"doomed", everywhere, "pending deletion", "a snapshot that is about to be deleted"},
		{"errand", everywhere, "user scenario", "what a simulated user does in a test"},
		{"errands", everywhere, "user scenarios", "see errand"},
		{"tally", everywhere, "report", "what a test run counted"},
		{"tallies", everywhere, "reports", "see tally"},
		{"tripwire", everywhere, "kill point", "where a test ends the process"},
		{"hurricane", everywhere, "long configuration", "of a stress test"},
		{"breeze", everywhere, "short configuration", "of a stress test"},
		{"gust", everywhere, "fault rate", "of a stress test"},
		{"gusts", everywhere, "fault rates", "see gust"},
		{"heaven", everywhere, "fake cloud", "of a test"},
		{"astray", everywhere, "out of sync", "an update that does not fit the page"},
		{"obituary", everywhere, "retention", "of replicas that are dead"},
		{"cupboard", everywhere, "utility package", "a package without a subject"},
		{"anew", everywhere, "again", "translated"},
		{"nobody", texts, "no user, no one", "name the role or the system"},
		{"somebody", texts, "a user, another client", "name the role or the system"},
		{"everybody", texts, "all users", "name the role or the system"},
		{"meanwhile", everywhere, "in the meantime", "translated; say what happened between what"},
		{"thereof", everywhere, "of it", "translated"},
		{"hurry", everywhere, "start now, active, conflict", "had three meanings"},
		{"hurried", everywhere, "started now", "see hurry"},
		{"haste", everywhere, "fast timing", "see hurry"},
		{"sift", everywhere, "scan", "takes items out of a JSON answer"},
		{"sifting", everywhere, "scanning", "see sift"},
		{"sifted", everywhere, "scanned", "see sift"},
		{"byhand", everywhere, "manual", "see manual.go"},
		{"culprit", everywhere, "cause", "the step because of which others did not start"},
		{"sky", names, "inventory", "what the engine reads before it calls IONOS Cloud"},
		{"told", names, "notified, reported, label", "had five meanings"},
		{"tells", names, "reports", "see told"},
		{"news", names, "notification, changed, unseen", "had three meanings"},
		{"heard", names, "received", "see told"},
		{"spoke", names, "error", "see told"},
		{"speak", names, "encode", "see told"},
		{"said", names, "text, label", "see told"},
		{"says", names, "contains, text", "see told"},
		{"usual", names, "default, typical", "had four meanings"},
		{"usually", names, "typical", "see usual"},
		{"kept", names, "cached, hidden field, blocked by lock, skipped", "had four meanings"},
		{"keeper", names, "view cache", "the view cache on disk"},
		{"vault", names, "cache store", "where the view cache is stored"},
		{"pulse", names, "poll, health, fence", "had three meanings"},
		{"beat", names, "heartbeat", ""},
		{"beats", names, "heartbeats", ""},
		{"beaten", names, "renewed", ""},
		{"bell", names, "notifier, wakeup", "wakes the job queue in the process"},
		{"rung", names, "wakeup", "see bell"},
		{"patience", names, "retry delay, test timeout", ""},
		{"patiently", names, "eventually", ""},
		{"stock", names, "snapshot list", "the snapshots that a mirror knows"},
		{"hay", names, "text index", ""},
		{"guess", names, "inference", "where a snapshot came from"},
		{"guesses", names, "inferences", "see guess"},
		{"guessed", names, "inferred", "see guess"},
		{"guesser", names, "inferrer", "see guess"},
		{"guessing", names, "inferring", "see guess"},
		{"grade", names, "confidence", "how sure an inference is"},
		{"grades", names, "confidences", "see grade"},
		{"doubts", names, "counter-evidence", ""},
		{"clue", names, "signal", "what speaks for a volume as the source"},
		{"clues", names, "signals", "see clue"},
		{"suspects", names, "candidates", ""},
		{"maker", names, "creator", "the program that created a snapshot"},
		{"makers", names, "creators", "see maker"},
		{"making", names, "creator", "see maker"},
		{"machine", names, "server", "a cloud server"},
		{"machines", names, "servers", "see machine"},
		{"narrow", names, "filter", ""},
		{"picked", names, "selected", ""},
		{"chosen", names, "selected", ""},
		{"lasts", names, "expiry, ttl", ""},
		{"waiters", names, "notifications", "requests that wait for an operation"},
		{"trail", names, "audit log", ""},
		{"thing", namesAndTexts, "target, resource, item", ""},
		{"things", namesAndTexts, "targets, resources, items", ""},
		{"mine", names, "running count, own", ""},
		{"seat", names, "stream", ""},
		{"seats", names, "heartbeat slots", ""},
		{"bury", names, "discard orphans", ""},
		{"campaign", names, "acquire the lease", ""},
		{"resign", names, "release the lease", ""},
		{"summon", names, "request", ""},
		{"waker", names, "wake queue", ""},
		{"asleep", names, "pending", ""},
		{"urgency", names, "priority", "which calls go first when the budget is short"},
		{"recall", names, "decode cache", ""},
		{"recalling", names, "decode cache", ""},
		{"strike", names, "inject", "a fault"},
		{"strikes", names, "hits", ""},
		{"struck", names, "hits, injected", ""},
		{"spoil", names, "corrupt", ""},
		{"estate", names, "seed data, contract", ""},
		{"deck", names, "test app", ""},
		{"fronted", names, "proxied", ""},
		{"fleet", names, "cluster", "the processes of a stress test"},
		{"scene", names, "test environment", ""},
		{"scenes", names, "test environments", ""},
		{"raging", names, "faults", ""},
		{"outline", names, "grouped page", ""},
		{"folded", names, "collapsed", ""},
		{"harmless", names, "escape CSV formula", ""},
		{"leftover", names, "orphan", "in names; the button says \"Delete leftover snapshot\""},
		{"settle", names, "resolve, complete", ""},
		{"settled", names, "complete", ""},
		{"settles", names, "resolves, completes", ""},
		{"unsettled", names, "incomplete", ""},
		{"seek", names, "find", ""},
		{"shelf", names, "shared store", ""},
		{"shelved", names, "shared read", ""},
		{"relay", names, "shared source", ""},
		{"doubtful", names, "may have been applied", ""},
		{"phrases", names, "messages", "the sentences of an operation's history"},
		{"person", names, "actor, user", ""},
		{"persons", names, "actors, users", ""},
		{"workshop", names, "build directory, test environment", ""},
		{"abroad", names, "elsewhere", ""},
		{"sights", names, "received events", ""},
		{"sight", names, "received event", ""},
		{"scribe", names, "recorder", ""},
		{"wishful", names, "recording engine", ""},
		{"lookups", names, "lazy indexes", ""},
		{"narrowing", names, "filters", ""},
		{"kindwords", names, "kind labels", ""},
		{"snapbulk", names, "bulk actions of snapshots", ""},
		{"viewer", names, "subscriber, presenter", "a viewer is a role"},
		{"viewers", names, "subscribers", "see viewer"},
		{"witness", names, "remaining", "a good snapshot that remains while another is deleted"},
		{"judge", names, "check", "what a test requires of a call"},
		{"verdict", names, "check, precheck", ""},
		{"earnest", names, "realistic", "timing of a stress test"},
		{"crowd", names, "subscribers, users", ""},
		{"born", names, "created", ""},
		{"begun", names, "started", ""},
		{"world", names, "state, setup", "of the simulator or a test"},
	}
}

// allowed names the files that may contain a retired word, and the reasons.
func allowed() map[string]map[string]string {
	return map[string]map[string]string{
		"internal/arch/retired_test.go":           {"*": "the list itself"},
		"docs/glossary.md":                        {"*": "may name what is not said"},
		"CHANGELOG.md":                            {"*": "what was released is not rewritten"},
		"internal/auth/role.go":                   {"viewer": "the role"},
		"internal/handlers/rights/offer_test.go":  {"viewer": "the role"},
		"internal/views/offer_test.go":            {"viewers": "the role"},
		"internal/store/pauses.go":                {"thing": "the stored column busy_thing"},
		"docs/decisions/0025-inferred-sources.md": {"tally": "the name of a type when it was decided"},
	}
}

// found is an occurrence of a word.
type found struct {
	path   string
	line   int
	text   string
	name   bool // in a declared name
	screen bool // shown to users
}

func TestRetiredWords_AreNotUsed(t *testing.T) {
	t.Parallel()
	list := retiredWords()
	byWord := map[string]retired{}
	for _, r := range list {
		byWord[r.word] = r
	}
	occurrences := map[string][]found{}
	note := func(word string, f found) {
		r, is := byWord[word]
		if is && inScope(r.scope, f) && !isAllowed(f.path, word) {
			occurrences[word] = append(occurrences[word], f)
		}
	}
	walk(t, func(path, text string) {
		for _, w := range wordsOfName(strings.TrimSuffix(filepath.Base(path), filepath.Ext(path))) {
			note(w, found{path: path, text: "file name", name: true})
		}
		golden := strings.HasSuffix(path, ".golden")
		if strings.Contains(path, "/testdata/") && !golden || strings.HasPrefix(path, "static/dist/") {
			return // recorded, copied or generated
		}
		if strings.HasSuffix(path, ".go") {
			scanGo(t, path, text, note)
			return
		}
		for i, line := range strings.Split(text, "\n") {
			for _, w := range wordsOfText(line) {
				note(w, found{path: path, line: i + 1, text: strings.TrimSpace(line), screen: golden || strings.HasSuffix(path, ".templ")})
			}
		}
	})
	for _, r := range list {
		t.Run(r.word, func(t *testing.T) {
			t.Parallel()
			var lines []string
			for _, f := range occurrences[r.word] {
				lines = append(lines, fmt.Sprintf("%s:%d: %s", f.path, f.line, f.text))
			}
			require.Empty(t, lines, "%q is retired, say %s (%s)", r.word, r.instead, r.reason)
		})
	}
}

// ofTests reports whether a file holds tests or their helpers, whose texts are not shown to users.
func ofTests(path string) bool {
	return strings.HasSuffix(path, "_test.go") || strings.HasPrefix(path, "test/") ||
		strings.HasPrefix(path, "internal/store/storetest/") || strings.HasPrefix(path, "internal/store/postgrestest/")
}

// inScope reports whether a word is retired where it was found.
func inScope(s scope, f found) bool {
	switch s {
	case everywhere:
		return true
	case texts:
		return f.screen
	case namesAndTexts:
		return f.name || f.screen
	default:
		return f.name
	}
}

func TestRetiredWords_AllowedFilesExist(t *testing.T) {
	t.Parallel()
	left := allowed()
	walk(t, func(path, _ string) { delete(left, path) })
	require.Empty(t, left)
}

func isAllowed(path, word string) bool {
	words, is := allowed()[path]
	if !is {
		return false
	}
	_, all := words["*"]
	_, one := words[word]
	return all || one
}

// scanGo records the words of declared names, and those of comments.
func scanGo(t *testing.T, path, text string, note func(word string, f found)) {
	t.Helper()
	files := token.NewFileSet()
	file, err := parser.ParseFile(files, path, text, parser.SkipObjectResolution)
	require.NoError(t, err)
	for _, id := range declared(file) {
		for _, w := range wordsOfName(id.Name) {
			note(w, found{path: path, line: files.Position(id.Pos()).Line, text: id.Name, name: true})
		}
	}
	var s scanner.Scanner
	source := files.AddFile(path, files.Base(), len(text))
	s.Init(source, []byte(text), nil, scanner.ScanComments)
	for {
		pos, tok, literal := s.Scan()
		if tok == token.EOF {
			return
		}
		isText := tok == token.STRING && !ofTests(path)
		if tok != token.COMMENT && !isText {
			continue
		}
		for _, w := range wordsOfText(literal) {
			note(w, found{path: path, line: files.Position(pos).Line, text: literal, screen: isText})
		}
	}
}

// declared lists the identifiers that a file declares in its package, in types, in functions and within them.
func declared(file *ast.File) []*ast.Ident {
	var all []*ast.Ident
	fields := func(list *ast.FieldList) {
		if list == nil {
			return
		}
		for _, f := range list.List {
			all = append(all, f.Names...)
		}
	}
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncDecl:
			all = append(all, n.Name)
			fields(n.Recv)
		case *ast.FuncType:
			fields(n.TypeParams)
			fields(n.Params)
			fields(n.Results)
		case *ast.TypeSpec:
			all = append(all, n.Name)
		case *ast.StructType:
			fields(n.Fields)
		case *ast.InterfaceType:
			fields(n.Methods)
		case *ast.ValueSpec:
			all = append(all, n.Names...)
		case *ast.AssignStmt:
			if n.Tok == token.DEFINE {
				all = append(all, idents(n.Lhs...)...)
			}
		case *ast.RangeStmt:
			if n.Tok == token.DEFINE {
				all = append(all, idents(n.Key, n.Value)...)
			}
		}
		return true
	})
	return all
}

func idents(expressions ...ast.Expr) []*ast.Ident {
	var all []*ast.Ident
	for _, e := range expressions {
		if id, ok := e.(*ast.Ident); ok {
			all = append(all, id)
		}
	}
	return all
}

// wordsOfName splits a name into its words, in small letters: "planDeletion" into "plan" and "deletion".
func wordsOfName(name string) []string {
	var words []string
	runes, start := []rune(name), 0
	flush := func(end int) {
		if end > start {
			words = append(words, strings.ToLower(string(runes[start:end])))
		}
		start = end
	}
	for i := 1; i < len(runes); i++ {
		upper, before := unicode.IsUpper(runes[i]), unicode.IsUpper(runes[i-1])
		switch {
		case !unicode.IsLetter(runes[i]) || !unicode.IsLetter(runes[i-1]), upper && !before:
			flush(i)
		case upper && before && i+1 < len(runes) && unicode.IsLower(runes[i+1]):
			flush(i)
		}
	}
	flush(len(runes))
	return words
}

// wordsOfText splits a text into words; a name within it is split too.
func wordsOfText(text string) []string {
	var words []string
	for _, field := range strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsLetter(r) }) {
		words = append(words, strings.ToLower(field))
		if parts := wordsOfName(field); len(parts) > 1 {
			words = append(words, parts...)
		}
	}
	slices.Sort(words)
	return slices.Compact(words)
}
