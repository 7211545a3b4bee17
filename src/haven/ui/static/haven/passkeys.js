// Around allauth's own passkey script: shows the buttons where the browser can, and says it when it fails.
(() => {
  const able = window.PublicKeyCredential && navigator.credentials
  for (const element of document.querySelectorAll('[data-passkey]')) element.hidden = !able
  for (const element of document.querySelectorAll('[data-no-passkey]')) element.hidden = Boolean(able)
  const said = document.querySelector('[data-passkey-said]')
  document.addEventListener('allauth.error', (event) => {
    if (!said) return
    event.preventDefault()
    const refused = event.detail.exception.name === 'NotAllowedError'
    said.querySelector('p').textContent = refused ? said.dataset.refused : said.dataset.failed
    said.hidden = false
  })
})()
