package web

// Refusal is the reason why nothing was done: a code and a sentence.
type Refusal struct{ Code, Text string }
