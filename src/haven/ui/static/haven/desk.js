// Letters on staff's pages. Each only goes to, or clicks, what is on the page and works without them.
//
// [data-keys] holds rows: each a tr or li with [data-open] (a link), perhaps a box to tick and buttons.
// [data-key=d] is clicked by d: the one of the row where one is, or the one outside the rows. Outside:
//   data-chosen-only  acts when boxes are ticked; otherwise the row's own is meant
//   data-choose       ticks the box of the row where one is, when none is ticked
(() => {
  const list = document.querySelector('[data-keys]')
  const help = document.querySelector('[data-keys-help]')
  const dialog = document.querySelector('[data-keys-all]')
  const said = document.querySelector('[data-keys-said]')
  const typing = (element) => element.closest('input:not([type=checkbox], [type=radio]), select, textarea, [contenteditable]')
  const off = () => localStorage.getItem('haven-letters') === 'off'

  if (help) {
    help.hidden = false
    const toggle = help.querySelector('[data-keys-toggle]')
    const name = () => { toggle.textContent = off() ? toggle.dataset.on : toggle.dataset.off }
    toggle.dataset.off = toggle.textContent
    name()
    toggle.addEventListener('click', () => {
      localStorage.setItem('haven-letters', off() ? 'on' : 'off')
      name()
    })
    help.querySelector('[data-keys-show]').addEventListener('click', () => dialog.showModal())
  }

  const rowOf = (element) => element.closest('tr, li')
  const links = () => list ? [...list.querySelectorAll('[data-open]')] : []
  const at = () => links().findIndex((link) => rowOf(link).contains(document.activeElement))
  const row = () => at() < 0 ? null : rowOf(links()[at()])
  const go = (index) => {
    const all = links()
    const link = all[Math.min(Math.max(index, 0), all.length - 1)]
    if (!link) return
    list.querySelector('.here')?.classList.remove('here')
    rowOf(link).classList.add('here')
    link.focus()
    link.scrollIntoView({ block: 'nearest' })
  }
  const down = () => go(at() + 1)
  const up = () => go(at() < 0 ? links().length - 1 : at() - 1)
  const box = () => row()?.querySelector('input[type=checkbox]')
  const choose = () => box()?.click()
  const ticked = () => [...document.querySelectorAll('[data-keys] input:checked, input[name=all]:checked')]
  const search = () => {
    const found = document.querySelector('[data-search]')
    if (found?.matches('summary')) {
      found.parentElement.open = true
      found.parentElement.querySelector('select, input')?.focus()
    } else found?.focus()
  }
  const show = () => dialog?.showModal()
  const letters = { j: down, k: up, x: choose, '/': search, '?': show }

  // What a letter clicks.
  const target = (key) => {
    const [all, own] = [[...document.querySelectorAll(`[data-key="${key}"]`)], row()?.querySelector(`[data-key="${key}"]`)]
    const outside = all.find((element) => !list?.contains(element))
    if (outside?.hasAttribute('data-chosen-only') && !ticked().length) return own
    if (own && !(outside && ticked().length)) return own
    return outside
  }
  const press = (key) => {
    const found = target(key)
    if (!found) {
      if (said && document.querySelector(`[data-key="${key}"]`)) said.textContent = said.dataset.none
      return false
    }
    if (found.hasAttribute('data-choose') && !ticked().length && box()) box().checked = true
    found.click()
    return true
  }

  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || dialog?.open || typing(event.target)) return
    const arrow = { ArrowDown: down, ArrowUp: up }[event.key]
    if (arrow && row()) {
      event.preventDefault()
      return arrow()
    }
    if (off() || event.key.length !== 1) return
    const act = letters[event.key]
    if (act) {
      event.preventDefault()
      act()
    } else if (press(event.key)) event.preventDefault()
  })

  // How many are chosen is said, and the row where one was is found again after it was dealt with.
  const count = document.querySelector('[data-chosen]')
  if (count) {
    const none = count.textContent
    document.addEventListener('change', () => {
      const number = ticked().length
      count.textContent = number ? `${number} ${count.dataset.chosen}` : none
    })
    count.setAttribute('aria-live', 'polite')
  }
  const memory = 'haven-row'
  document.addEventListener('submit', () => {
    const first = links().findIndex((link) => rowOf(link).querySelector('input:checked'))
    const index = at() >= 0 ? at() : first
    if (index >= 0) sessionStorage.setItem(memory, JSON.stringify([location.pathname, index]))
  })
  const [path, index] = JSON.parse(sessionStorage.getItem(memory) || '[]')
  if (list && path === location.pathname) {
    sessionStorage.removeItem(memory)
    go(index)
  }
})()
