import Crypto
import Foundation

/// How all pages look. It stands in each of them, so that a page is one answer; the content security policy allows exactly this text.
enum PageStyle {
    /// The source expression that allows it.
    static let source = "'sha256-\(Data(SHA256.hash(data: Data(text.utf8))).base64EncodedString())'"

    static let text = """
        :root{--ink:#1c2733;--soft:#51606f;--line:#d9e0e7;--ground:#f4f6f8;--paper:#fff;--accent:#0b5c8a;--good:#1d6b3c;--goodground:#e6f4eb;\
        --warn:#8a4b00;--warnground:#fdf1e0;--bad:#9b1c1c;--badground:#fdeaea}
        *{box-sizing:border-box}
        body{margin:0;background:var(--ground);color:var(--ink);font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
        .skip{position:absolute;left:-999px}.skip:focus{left:1rem;top:.5rem;background:var(--paper);padding:.5rem 1rem;z-index:1}
        .top{background:#12344d;color:#fff}
        .top>div,main{max-width:50rem;margin:0 auto;padding:0 1.25rem}
        .top>div{display:flex;flex-wrap:wrap;gap:.25rem 1rem;align-items:center;justify-content:space-between;padding-top:.6rem;\
        padding-bottom:.6rem}
        .brand{font-weight:650;letter-spacing:.02em}
        .top form{display:flex;gap:.75rem;align-items:center;margin:0;font-size:.9rem}
        .top button{background:transparent;color:#fff;border:1px solid #7f9db3;padding:.3rem .7rem;font-size:.9rem;min-height:0}
        main{padding-top:1.75rem;padding-bottom:4rem}
        h1{font-size:1.6rem;line-height:1.25;margin:0 0 .7rem;overflow-wrap:anywhere}h2{font-size:1.15rem;margin:2rem 0 .6rem}h3{font-size:1rem;margin:0 0 .4rem}
        p{margin:0 0 .75rem;max-width:42rem}a{color:var(--accent)}
        .lead{color:var(--soft)}h1+.lead{margin-top:-.4rem}
        .card{background:var(--paper);border:1px solid var(--line);border-radius:10px;padding:1.1rem 1.25rem;margin:0 0 1rem}
        .card>:last-child{margin-bottom:0}
        .state{border-left:6px solid var(--accent)}.state.good{border-left-color:var(--good);background:var(--goodground)}
        .state.warn{border-left-color:var(--warn);background:var(--warnground)}
        .state.bad{border-left-color:var(--bad);background:var(--badground)}
        .state h2{margin:0 0 .3rem}
        dl{display:grid;grid-template-columns:9.5rem 1fr;gap:.45rem 1rem;margin:0}
        dt{color:var(--soft)}dd{margin:0;overflow-wrap:anywhere}
        ul,ol{margin:0;padding-left:1.2rem}li{margin:.2rem 0;overflow-wrap:anywhere}
        .card.history{list-style:none;padding:0}.history li{border-top:1px solid var(--line);padding:.55rem 1.25rem;margin:0}
        .history li:first-child{border-top:0}
        time{color:var(--soft);font-size:.875rem;display:block;font-variant-numeric:tabular-nums}
        code{font:.875em ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;overflow-wrap:anywhere}
        .actions{display:flex;flex-wrap:wrap;gap:.75rem;margin:1.25rem 0}form .actions{margin-top:1rem}form .actions:nth-child(3){margin-top:0}
        button,.button{display:inline-flex;align-items:center;min-height:2.75rem;padding:.5rem 1.1rem;border-radius:8px;font:inherit;\
        font-weight:600;border:1px solid var(--accent);background:var(--accent);color:#fff;cursor:pointer;text-decoration:none}
        .button.plain{background:var(--paper);color:var(--accent)}
        button.danger,.button.danger{background:var(--bad);border-color:var(--bad);color:#fff}
        .button.plain.danger{background:var(--paper);color:var(--bad)}
        button:hover,.button:hover{filter:brightness(.94)}
        :focus-visible{outline:3px solid #e08a00;outline-offset:2px}
        label{display:block;font-weight:600;margin:0 0 .3rem}.hint{color:var(--soft);font-size:.9rem;margin:0 0 .4rem}
        input[type=text],input[type=date]{width:100%;max-width:24rem;min-height:2.75rem;padding:.4rem .7rem;border:1px solid #7c8b99;\
        border-radius:8px;font:inherit;color:inherit;background:var(--paper);display:block;margin:0 0 .9rem}
        textarea{width:100%;min-height:6rem;padding:.6rem .7rem;border:1px solid #7c8b99;border-radius:8px;font:inherit;color:inherit;\
        background:var(--paper)}
        .problem{color:var(--bad);font-weight:600;margin:0 0 .4rem}
        @media (max-width:32rem){dl{grid-template-columns:1fr;gap:.1rem}dd{margin-bottom:.6rem}.actions>*{flex:1 1 100%;\
        justify-content:center}h1{font-size:1.4rem}}
        """
}
