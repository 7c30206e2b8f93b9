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

// Topic is a document and what it is about.
type Topic struct {
	Name    string // in its address, such as "operations" or "decisions/0021-archives"
	Title   string
	Summary string
}

// Topics lists the documents that the help begins with.
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

// Library is the documents as HTML. It may be used concurrently.
type Library struct {
	pages func() (map[string]Page, error)
}

// Page is a document as HTML, safe to be sent as it is.
type Page struct {
	Title string // its first heading
	HTML  string
}

// New returns the library of the documents in a file system, which are rendered when they are first asked for.
func New(documents fs.FS) *Library {
	return &Library{pages: sync.OnceValues(func() (map[string]Page, error) { return renderAll(documents) })}
}

// Page returns a document by its name; ok is false when there is none.
func (l *Library) Page(name string) (p Page, ok bool, err error) {
	pages, err := l.pages()
	if err != nil {
		return Page{}, false, err
	}
	p, ok = pages[name]
	return p, ok, nil
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

// nameOf is the name of the document in a file.
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

// render makes HTML of a document. HTML in it is left out, tables have frames, and its links lead to the help or elsewhere.
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

// frameTables gives tables a frame that scrolls, by the keyboard too.
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

// linkTo is where a link of a document in a folder leads: other documents are pages of the help, and files that
// are not served lead to the help itself.
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
