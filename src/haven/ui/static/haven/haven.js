// Small comforts on top of pages that work without any of this.
(() => {
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
})()
