// Small comforts on top of pages that work without any of this.
(() => {
  const typing = (element) => element.closest('input:not([type=checkbox], [type=radio]), select, textarea, [contenteditable]')

  // What is wrong is read first.
  document.querySelector('[data-focus]')?.focus()

  // A second click on the same button sends nothing twice.
  document.addEventListener('submit', (event) => {
    const form = event.target
    if (form.method !== 'post' || event.defaultPrevented) return
    if (form.dataset.sent) return event.preventDefault()
    form.dataset.sent = 'yes'
    setTimeout(() => delete form.dataset.sent, 4000)
  })
  addEventListener('pageshow', () => {
    for (const form of document.querySelectorAll('form[data-sent]')) delete form.dataset.sent
  })

  // The person's menu closes with Escape and with a click elsewhere.
  const menus = () => document.querySelectorAll('details.menu[open]')
  document.addEventListener('click', (event) => {
    for (const menu of menus()) if (!menu.contains(event.target)) menu.open = false
  })
  document.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return
    for (const menu of menus()) {
      menu.open = false
      menu.querySelector('summary').focus()
    }
  })

  if (navigator.clipboard) {
    for (const button of document.querySelectorAll('[data-copy]')) {
      button.hidden = false
      button.addEventListener('click', async () => {
        await navigator.clipboard.writeText(button.dataset.copy)
        const before = button.innerHTML
        button.textContent = button.dataset.copied
        setTimeout(() => { button.innerHTML = before }, 2000)
      })
    }
  }

  // Letters on staff's lists: rows are the children of [data-keys] that hold [data-open] (a link).
  const list = document.querySelector('[data-keys]')
  if (!list) return
  const help = document.querySelector('[data-keys-help]')
  const toggle = document.querySelector('[data-keys-toggle]')
  const off = () => localStorage.getItem('haven-letters') === 'off'
  const name = () => { toggle.textContent = off() ? toggle.dataset.on : toggle.dataset.off }
  if (help && toggle) {
    help.hidden = false
    toggle.dataset.off = toggle.textContent
    name()
    toggle.addEventListener('click', () => {
      localStorage.setItem('haven-letters', off() ? 'on' : 'off')
      name()
    })
  }
  const links = () => [...list.querySelectorAll('[data-open]')]
  const current = () => links().findIndex((link) => link.closest('tr, li').contains(document.activeElement))
  const move = (by) => {
    const all = links()
    const at = current()
    const link = all[at < 0 ? (by > 0 ? 0 : all.length - 1) : Math.min(Math.max(at + by, 0), all.length - 1)]
    if (!link) return
    list.querySelector('.here')?.classList.remove('here')
    link.closest('tr, li').classList.add('here')
    link.focus()
    link.scrollIntoView({ block: 'nearest' })
  }
  const choose = () => links()[current()]?.closest('tr, li').querySelector('input[type=checkbox]')?.click()
  const search = () => document.querySelector('[data-search]')?.focus()
  const letters = { j: () => move(1), k: () => move(-1), x: choose, '/': search }
  document.addEventListener('keydown', (event) => {
    if (off() || event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return
    const act = letters[event.key]
    if (!act) return
    event.preventDefault()
    act()
  })
})()
