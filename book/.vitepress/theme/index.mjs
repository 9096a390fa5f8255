import theme from 'vitepress/theme'
import './book.css'
export default theme
