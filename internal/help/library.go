package help

import (
	"bytes"
	"fmt"
	"io/fs"
	"path"
	"strings"
	"sync"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
)

// Topic is a document in the index of the help.
type Topic struct {
	Name    string // in its address, such as "operations" or "decisions/0021-archives"
	Title   string
	Summary string
}

// Topics lists the documents in the index of the help.
func Topics() []Topic {
	return []Topic{
		{"readme", "Get started", "What Snapdeck does, how to connect a contract, all settings."},
		{"operations", "Operate Snapdeck", "Databases, backups, replicas, metrics, updates."},
		{"glossary", "Glossary", "The words that Snapdeck uses."},
		{"ionos-api", "IONOS Cloud API", "The rules of the API that Snapdeck relies on."},
		{"architecture", "Architecture", "How the parts work together."},
		{"performance", "Performance", "What was measured."},
		{"decisions", "Decisions", "Why it is built as it is."},
		{"contributing", "Contribute", "How to build and change it."},
		{"dependencies", "Dependencies", "Which libraries are used, and why."},
		{"changelog", "What is new", "The changes of each version."},
	}
}

// Library holds the documents as HTML. It is safe for concurrent use.
type Library struct {
	pages func() (map[string]Page, error)
}

// Page is a rendered document, whose HTML is safe to send.
type Page struct {
	Title string // its first heading
	HTML  string
}

// New returns the library of the documents in a file system. It renders them on first use.
func New(documents fs.FS) *Library {
	return &Library{pages: sync.OnceValues(func() (map[string]Page, error) { return renderAll(documents) })}
}

// Page returns a document by its name; ok is false when there is none.
func (l *Library) Page(name string) (p Page, ok bool, err error) {
	pages, err := l.pages()
	p, ok = pages[name]
	return p, ok, err
}

func renderAll(documents fs.FS) (map[string]Page, error) {
	pages := map[string]Page{}
	err := fs.WalkDir(documents, ".", func(file string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || path.Ext(file) != ".md" {
			return err
		}
		source, err := fs.ReadFile(documents, file)
		if err != nil {
			return err
		}
		p, err := render(file, source)
		if err != nil {
			return fmt.Errorf("render %s: %w", file, err)
		}
		pages[nameOf(file)] = p
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read the documents: %w", err)
	}
	return pages, nil
}

func nameOf(file string) string {
	name := strings.TrimPrefix(strings.TrimSuffix(file, ".md"), "docs/")
	if dir, readme := strings.CutSuffix(name, "/README"); readme {
		return dir
	}
	if !strings.Contains(name, "/") {
		return strings.ToLower(name)
	}
	return name
}

// render renders a document without raw HTML and images, with frames around tables, and with links to pages of the help.
func render(file string, source []byte) (Page, error) {
	md := goldmark.New(goldmark.WithExtensions(extension.GFM), goldmark.WithParserOptions(parser.WithAutoHeadingID()))
	document := md.Parser().Parse(text.NewReader(source))
	var p Page
	var images []ast.Node
	err := ast.Walk(document, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		switch n := n.(type) {
		case *ast.Heading:
			if p.Title == "" {
				p.Title = headingText(n, source)
			}
		case *ast.Image:
			images = append(images, n)
		case *ast.Link:
			n.Destination = []byte(linkTo(path.Dir(file), string(n.Destination)))
		}
		return ast.WalkContinue, nil
	})
	if err != nil {
		return Page{}, err
	}
	for _, n := range images {
		n.Parent().RemoveChild(n.Parent(), n)
	}
	var out bytes.Buffer
	if err := md.Renderer().Render(&out, source, document); err != nil {
		return Page{}, err
	}
	p.HTML = frameTables(out.String())
	return p, nil
}

// frameTables puts tables into frames that scroll, and that take the focus, so that the keyboard can scroll them.
func frameTables(html string) string {
	return strings.NewReplacer("<table>", `<div class="scroll" tabindex="0"><table>`, "</table>", "</table></div>").Replace(html)
}

func headingText(n ast.Node, source []byte) string {
	var b strings.Builder
	for child := n.FirstChild(); child != nil; child = child.NextSibling() {
		if t, ok := child.(*ast.Text); ok {
			b.Write(t.Segment.Value(source))
			continue
		}
		b.WriteString(headingText(child, source))
	}
	return b.String()
}

// linkTo returns the address of a link in a document: another document is a page of the help, and a file that is not
// served becomes the index of the help.
func linkTo(dir, to string) string {
	if strings.Contains(to, "://") || strings.HasPrefix(to, "#") || strings.HasPrefix(to, "mailto:") {
		return to
	}
	file, fragment, _ := strings.Cut(to, "#")
	file = path.Join(dir, file)
	if path.Ext(file) != ".md" {
		return "/help"
	}
	address := "/help/" + nameOf(file)
	if fragment != "" {
		address += "#" + fragment
	}
	return address
}
